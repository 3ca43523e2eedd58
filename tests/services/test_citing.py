"""Sources that can be followed: those of a section, the markers in its text, and the ways back."""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField, TextField
from django.template.loader import render_to_string

from faq.models import Question
from njcmo_site.new_editions import NewEditions
from njcmo_site.search.documents import documents
from njcmo_site.spanish.bilingual import Bilingual
from services.citing import with_markers
from services.models import (
    Approach,
    Box,
    Card,
    Section,
    Sign,
    Source,
    Term,
    Topic,
)
from services.models.published import draft_of_page
from tests.factories import publish
from tests.services.citations import PATH, errors, page_with_sources, read, write
from tests.staff_pages import form_at, form_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return page_with_sources()


# Markers ---------------------------------------------------------------------------------------


def test_each_marker_leads_to_its_source_and_each_source_back_to_its_markers(client, topic):
    first, second, *_ = topic.sections.all()
    write(first, "<p>A.{{source:three}} B.{{source:one}}</p>", "<p>C.{{source:three}}</p>")
    write(second, "<table><tr><th>D{{source:one}}</th></tr><tr><td>E</td></tr></table>")
    publish(topic)
    for language, source in (("", "Source"), ("/es", "Fuente")):
        soup = read(client, f"{language}{PATH}")
        ids = [tag["id"] for tag in soup.select("[id]")]
        assert len(ids) == len(set(ids))
        markers = soup.select("sup a")
        assert [(one.get_text(), one["href"]) for one in markers] == [
            ("3", "#source:3"),
            ("1", "#source:1"),
            ("3", "#source:3"),
            ("1", "#source:1"),
        ]
        assert markers[0]["aria-label"] == f"{source} 3: A & B, 2020"
        for number, item in enumerate(soup.select("#sources li"), 1):
            assert item["id"] == f"source:{number}"
            back = [link["href"] for link in item.select(".no-print a")]
            assert back == [f"#{one['id']}" for one in markers if one.get_text() == str(number)]
        assert [one["href"] for one in soup.select("details sup a")] == ["#source:3"]
        assert "{{" not in soup.get_text()
        assert soup.find("td")["data-label"] == "D"
    back = read(client).find(id="source:3").select_one(".no-print")
    entry = first.short_heading_en or first.heading_en
    words = " ".join(back.get_text().split())
    assert words == f"Back to the text: {entry}, {entry} (2)"


def test_the_list_says_publisher_year_and_when_it_was_checked(client, topic):
    publish(topic)
    words = [" ".join(one.get_text().split()) for one in read(client).select("#sources li")]
    assert words[:2] == [
        "Study 1, CDC, 2019, checked on November 23, 2026.",
        "Study 2, AOTA, no year, checked on November 23, 2026.",
    ]
    spanish = read(client, f"/es{PATH}").find(id="source:2").get_text()
    assert "sin año" in spanish


def test_a_draft_shows_its_markers(editor, topic):
    write(topic.sections.first(), "<p>A.{{source:two}}</p>")
    soup = read(editor, f"{PATH}?draft")
    assert soup.select_one("sup a")["href"] == "#source:2"


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("body_en", "<p>A.{{source:gone}}</p>", "This page has no source of the name gone."),
        ("body_es", "<p>A.{{source:novak}}</p>", "This page has no source of the name novak."),
        ("more_en", "<p>{{source:one}} {{source:x}}</p>", "has no source of the name x."),
        ("more_es", "<p>A.{{source:x}}</p>", "has no source of the name x."),
        ("body_en", "<p>A.{{source: one}}</p>", "There is nothing of the name {{source: one}}."),
        ("body_en", "<p>{{source:}}</p>", "There is nothing of the name {{source:}}."),
        ("body_en", "<p>{{source:a&lt;b}}</p>", "There is nothing of the name"),
        ("body_en", "<p>A.{{source:one}</p>", "A name begins with {{ and ends with }}."),
        ("body_en", '<p><a href="/faq/">{{source:one}}</a></p>', "stands in no link"),
    ],
)
def test_a_marker_of_no_source_of_the_page_is_refused(editor, topic, column, text, told):
    section = topic.sections.first()
    refused = save(editor, section, **{column: text})
    assert refused.status_code == 200
    assert told in errors(refused)
    assert getattr(Section.objects.get(pk=section.pk), column) == getattr(section, column)


def test_a_marker_of_a_source_of_the_page_is_saved(editor, topic):
    section = topic.sections.first()
    assert save(editor, section, body_en="<p>A.{{source:one}}</p>").status_code == 302
    assert Section.objects.get(pk=section.pk).body_en == "<p>A.{{source:one}}</p>"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (lambda: Question.objects.first(), "answer_en"),
        (lambda: Box.objects.first(), "body_en"),
        (lambda: Topic.objects.get(address="adhd"), "short_version_en"),
    ],
    ids=["answer", "box", "short version"],
)
def test_elsewhere_than_in_a_section_a_marker_is_refused(editor, row, column):
    row = row()
    refused = save(editor, row, **{column: "{{source:novak}}"})
    assert "Only the sections of a page cite sources" in errors(refused)


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Topic, "title_en"),
        (Topic, "summary_es"),
        (Section, "heading_en"),
        (Section, "link_words_es"),
        (Source, "title"),
        (Approach, "finding_en"),
        (Card, "say_en"),
        (Question, "question_en"),
        (Term, "term_en"),
        (Box, "title_en"),
        (Sign, "text_en"),
    ],
)
def test_a_text_in_which_nothing_is_put_in_for_a_name_refuses_it(editor, model, column):
    row = model.objects.first()
    for name in ("{{source:novak}}", "{{call:performcare}}", "{{urgent:x", "}}"):
        refused = save(editor, row, **{column: f"Words {name}"})
        assert "Nothing is put in here for {{…}}" in errors(refused)


def test_an_inline_row_refuses_names_as_well(editor):
    card = Card.objects.exclude(sources=None).first()
    refused = save(editor, card, **{"sources-0-organization": "{{call:performcare}}"})
    assert "Nothing is put in here for {{…}}" in errors(refused)


def test_no_text_that_the_site_comes_with_has_a_name_where_it_is_not_read():
    for model in apps.get_models():
        for field in model._meta.concrete_fields if issubclass(model, Bilingual) else []:
            if not isinstance(field, CharField | TextField):
                continue
            if any(hasattr(one, "reads_names") for one in field.validators):
                continue
            assert not model.objects.filter(**{f"{field.name}__contains": "{{"}).exists(), field


def test_a_page_whose_marker_lost_its_source_is_not_published_and_shows_none(client, topic):
    section = topic.sections.first()
    write(section, "<p>A.{{source:one}} B.{{source:two}}</p>")
    publish(topic)
    topic.sources.get(name="one").delete()
    content = topic.content()
    with pytest.raises(ValidationError, match=r"cites {{source:one}}, which is no source of"):
        topic.publish(content, None, "Test")
    soup = BeautifulSoup(
        with_markers(draft_of_page(topic, topic.content()).sections.all()[0], "body"), "html.parser"
    )
    assert soup.get_text() == "A. B.1"
    assert soup.a["id"] == f"{section.anchor}:body-2"
    assert [one.get_text() for one in read(client).select("sup")] == ["1", "2"], "as published"


def test_who_publishes_a_marker_without_a_source_is_told(editor, topic):
    write(topic.sections.first(), "<p>A.{{source:one}}</p>")
    topic.sources.get(name="one").delete()
    changes = form_at(topic).replace("/change/", "/changes/")
    refused = editor.post(changes, form_of(editor.get(changes)) | {"why": "x", "publish": ""})
    assert "cites {{source:one}}, which is no source of this page" in refused.content.decode()
    assert topic.editions.count() == 1


def test_a_new_version_leaves_such_a_page_as_a_draft_and_says_so(topic):
    publish(topic)
    new = NewEditions()
    write(topic.sections.first(), "<p>A.{{source:gone}}</p>")
    (told,) = new.publish()
    assert told.startswith(f"Renewed in a draft that was not published: {topic}.")
    assert topic.editions.count() == 2


def test_nothing_that_stands_in_a_source_or_a_marker_becomes_html(client, topic):
    hostile = '"><script>alert(1)</script>'
    topic.sources.filter(name="one").update(organization=hostile, title=hostile)
    write(topic.sections.first(), '<p>A.{{source:one}}{{source:<b>x</b>}}{{source:"><i>}}</p>')
    topic.sections.first().sources.add(topic.sources.get(name="one"))
    content = topic.content()
    topic = Topic.objects.get(pk=topic.pk)
    topic.editions.create(number=9, content=content, begins_at="2026-11-01T00:00Z", why="Test")
    html = render_to_string(
        "services/sections.html", {"page": draft_of_page(topic, topic.content())}
    )
    html += client.get(f"{PATH}").content.decode()
    assert "<script>alert(1)" not in html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.select_one("sup a")["aria-label"] == f"Source 1: {hostile}, 2019"


def test_markers_leak_into_no_search_and_no_structured_data(client, topic):
    section = topic.sections.first()
    write(section, "<p>Nine of ten{{source:one}}.</p>", "<p>More.{{source:two}}</p>")
    publish(topic)
    (found,) = [one for one in documents() if one.url == section.get_absolute_url()]
    assert found.text == "Nine of ten. More."
    for script in read(client).select("script[type='application/ld+json']"):
        assert "source:" not in script.get_text()


# Days in tables --------------------------------------------------------------------------------

TABLE = """<table><tr><th>Where{{source:one}}</th><th>What</th></tr>
<tr><th>School</th><td>Free{{source:two}} and more{{source:three}}</td></tr>
<tr><th>Clinic</th><td>Ask</td></tr></table>"""


@pytest.mark.parametrize(
    ("language", "day"), [("", "November 20, 2026"), ("/es", "20 de noviembre")]
)
def test_a_row_of_a_table_says_when_its_sources_were_checked(client, topic, language, day):
    topic.sources.filter(name="three").update(checked_on="2026-11-20")
    write(topic.sections.first(), TABLE)
    publish(topic)
    rows = read(client, f"{language}{PATH}").select("table tr")
    head, school, clinic = (row.select(".checked") for row in rows[:3])
    assert (head, clinic) == ([], [])
    [said] = school
    assert said.parent.name == "th"
    assert day in said.get_text()
    assert "stale" not in said["class"]


def test_a_row_whose_source_was_not_opened_for_half_a_year_says_so_in_words(client, topic):
    topic.sources.filter(name="two").update(checked_on="2020-01-02")
    write(topic.sections.first(), TABLE)
    publish(topic)
    [said] = read(client).select("table .checked")
    assert "stale" in said["class"]
    words = " ".join(said.get_text().split())
    assert words == "Last checked January 2, 2020; ask if it still holds."


def test_a_link_of_staff_that_looks_like_a_marker_dates_nothing(client, topic):
    table = '<table><tr><th>A</th></tr><tr><td><a href="#source:99">B</a></td></tr></table>'
    write(topic.sections.first(), table)
    publish(topic)
    assert read(client).select("table .checked") == []
