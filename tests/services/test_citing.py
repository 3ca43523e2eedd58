"""Sources that can be followed: those of a section, the markers in its text, and the ways back."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from faq.models import Question
from njcmo_site.new_editions import NewEditions
from njcmo_site.search.documents import documents
from services.citing import with_markers
from services.models import Box, Given, Section, Source, Topic
from services.models.published import draft_of_page, pages
from tests.factories import publish
from tests.staff_pages import add, delete, form_at, form_of, save

pytestmark = pytest.mark.django_db

PATH = "/occupational-therapy/adhd/"


@pytest.fixture
def page():
    """With three sources, and a section that nothing cites yet."""
    topic = Topic.objects.get(address="adhd")
    topic.approaches.all().delete()
    topic.sources.all().delete()
    for number, (name, organization, year) in enumerate(
        [("one", "CDC", 2019), ("two", "AOTA", None), ("three", "A & B", 2020)], 1
    ):
        topic.sources.create(
            order=number,
            name=name,
            title=f"Study {number}",
            organization=organization,
            year=year,
            url=f"https://example.org/{number}",
            checked_on="2026-11-23",
        )
    for section in topic.sections.all():
        write(section, "<p>Nothing.</p>", "", "<p>Nada.</p>", "")
    return topic


def write(section, body, more="", body_es="", more_es=""):
    section.body_en, section.more_en = body, more
    section.body_es, section.more_es = body_es or body, more_es or more
    section.save()
    section.sources.clear()


def read(client, path=PATH):
    return BeautifulSoup(client.get(path).content, "html.parser")


def errors(response) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(one.get_text() for one in soup.select(".errorlist, .error-lines"))


# What a section rests on -----------------------------------------------------------------------


def test_a_section_says_its_sources_by_their_numbers_on_the_page(client, page):
    first, second, *_ = page.sections.all()
    first.sources.set(page.sources.filter(name__in=["three", "one"]))
    publish(page)
    line = read(client).find(id=first.anchor).select_one("p.small")
    assert line.get_text(" ", strip=True).replace(" ,", ",") == "Sources: 1, 3"
    assert [link["href"] for link in line.select("a")] == ["#source:1", "#source:3"]
    spanish = read(client, f"/es{PATH}").find(id=first.anchor).select_one("p.small")
    assert spanish.get_text(" ", strip=True).startswith("Fuentes: 1")
    assert "Sources:" not in read(client).find(id=second.anchor).get_text()


def test_an_editor_picks_among_the_sources_of_the_page_and_sees_what_cites_each(editor, page):
    section = page.sections.first()
    shown = BeautifulSoup(editor.get(form_at(section)).content, "html.parser")
    labels = [one.get_text(strip=True) for one in shown.select("#id_sources label")]
    assert labels == [
        "Study 1 (CDC, 2019): {{source:one}}",
        "Study 2 (AOTA, no year): {{source:two}}",
        "Study 3 (A & B, 2020): {{source:three}}",
    ]
    chosen = page.sources.get(name="two")
    assert save(editor, section, sources=[chosen.pk]).status_code == 302
    assert list(section.sources.all()) == [chosen]


def test_a_source_of_another_page_is_refused(editor, page):
    section = page.sections.first()
    other = Topic.objects.get(address="autism").sources.first()
    assert "Select a valid choice." in errors(save(editor, section, sources=[other.pk]))
    assert not section.sources.exists()


def test_a_source_that_is_deleted_leaves_its_sections(editor, client, page):
    section = page.sections.first()
    section.sources.set(page.sources.filter(name__in=["one", "two"]))
    publish(page)
    assert delete(editor, page.sources.get(name="one")).status_code == 302
    assert [source.name for source in section.sources.all()] == ["two"]
    assert len(read(client).find(id=section.anchor).select("p.small a")) == 2, "an edition stays"
    publish(page)
    (link,) = read(client).find(id=section.anchor).select("p.small a")
    assert (link["href"], link.get_text()) == ("#source:1", "1")


def test_a_page_is_restored_with_the_sources_of_its_sections(page):
    section = page.sections.first()
    write(section, "<p>Found.{{source:one}}</p>")
    section.sources.set(page.sources.filter(name="one"))
    before = page.content()
    page.sources.all().delete()
    section.delete()
    page.restore(before)
    assert page.content() == before
    assert [source.name for source in page.sections.first().sources.all()] == ["one"]


def test_what_changed_says_the_titles_of_the_sources(page):
    before = page.content()
    section = page.sections.first()
    section.sources.set(page.sources.filter(name__in=["one", "two"]))
    (changed,) = page.differences(before, page.content())
    assert changed["name"] == f"Section “{section}”"
    assert [(line["name"], line["now"]) for line in changed["lines"]] == [
        ("sources", [(True, "Study 1, Study 2")])
    ]
    assert page.differs(before)


def test_the_sources_of_sections_cost_no_query_for_each(page):
    def asked():
        publish(page)
        with CaptureQueriesContext(connection) as queries:
            page.content()
        return len(queries)

    before = asked()
    for section in page.sections.all():
        section.sources.set(page.sources.all())
    assert asked() == before


# Names -----------------------------------------------------------------------------------------


def test_a_source_without_a_name_gets_one_of_its_publisher_and_year(editor, page):
    typed = {"title": "New", "organization": "AOTA", "year": "2020", "checked_on": "2026-01-02"}
    for _ in range(3):
        typed["url"] = "https://example.org/new"
        assert add(editor, "source", page, **typed).status_code == 302
    names = page.sources.filter(title="New").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["aota-2020", "aota-2020-2", "aota-2020-3"]


def test_a_name_that_another_source_of_the_page_has_is_refused(editor, page):
    typed = {"title": "New", "organization": "AOTA", "checked_on": "2026-01-02", "name": "one"}
    refused = add(editor, "source", page, url="https://example.org/new", **typed)
    assert "Another source of this page has this name." in errors(refused)
    assert page.sources.count() == 3


def test_a_source_keeps_its_name(editor, page):
    source = page.sources.first()
    assert save(editor, source, name="other").status_code == 302
    source.refresh_from_db()
    assert source.name == "one"


def test_what_comes_with_the_site_is_named_by_its_key():
    assert Source.objects.get(topic__address="autism", name="novak").year == 2019
    assert not Source.objects.filter(name="").exists()


# Markers ---------------------------------------------------------------------------------------


def test_each_marker_leads_to_its_source_and_each_source_back_to_its_markers(client, page):
    first, second, *_ = page.sections.all()
    write(first, "<p>A.{{source:three}} B.{{source:one}}</p>", "<p>C.{{source:three}}</p>")
    write(second, "<table><tr><th>D{{source:one}}</th></tr><tr><td>E</td></tr></table>")
    publish(page)
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


def test_the_list_says_publisher_year_and_when_it_was_checked(client, page):
    publish(page)
    words = [" ".join(one.get_text().split()) for one in read(client).select("#sources li")]
    assert words[:2] == [
        "Study 1, CDC, 2019, checked on November 23, 2026.",
        "Study 2, AOTA, no year, checked on November 23, 2026.",
    ]
    spanish = read(client, f"/es{PATH}").find(id="source:2").get_text()
    assert "sin año" in spanish


def test_a_draft_shows_its_markers(editor, page):
    write(page.sections.first(), "<p>A.{{source:two}}</p>")
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
def test_a_marker_of_no_source_of_the_page_is_refused(editor, page, column, text, told):
    section = page.sections.first()
    refused = save(editor, section, **{column: text})
    assert refused.status_code == 200
    assert told in errors(refused)
    assert getattr(Section.objects.get(pk=section.pk), column) == getattr(section, column)


def test_a_marker_of_a_source_of_the_page_is_saved(editor, page):
    section = page.sections.first()
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


def test_a_page_whose_marker_lost_its_source_is_not_published_and_shows_none(client, page):
    section = page.sections.first()
    write(section, "<p>A.{{source:one}} B.{{source:two}}</p>")
    publish(page)
    page.sources.get(name="one").delete()
    content = page.content()
    with pytest.raises(ValidationError, match=r"cites {{source:one}}, which is no source of"):
        page.publish(content, None, "Test")
    soup = BeautifulSoup(with_markers(draft_of_page(page).sections.all()[0], "body"), "html.parser")
    assert soup.get_text() == "A. B.1"
    assert soup.a["id"] == f"{section.anchor}:body-2"
    assert [one.get_text() for one in read(client).select("sup")] == ["1", "2"], "as published"


def test_who_publishes_a_marker_without_a_source_is_told(editor, page):
    write(page.sections.first(), "<p>A.{{source:one}}</p>")
    page.sources.get(name="one").delete()
    changes = form_at(page).replace("/change/", "/changes/")
    refused = editor.post(changes, form_of(editor.get(changes)) | {"why": "x", "publish": ""})
    assert "cites {{source:one}}, which is no source of this page" in refused.content.decode()
    assert page.editions.count() == 1


def test_a_new_version_leaves_such_a_page_as_a_draft_and_says_so(page):
    publish(page)
    new = NewEditions()
    write(page.sections.first(), "<p>A.{{source:gone}}</p>")
    (told,) = new.publish()
    assert told.startswith(f"Renewed in a draft that was not published: {page}.")
    assert page.editions.count() == 2


def test_nothing_that_stands_in_a_source_or_a_marker_becomes_html(client, page):
    hostile = '"><script>alert(1)</script>'
    page.sources.filter(name="one").update(organization=hostile, title=hostile)
    write(page.sections.first(), '<p>A.{{source:one}}{{source:<b>x</b>}}{{source:"><i>}}</p>')
    page.sections.first().sources.add(page.sources.get(name="one"))
    content = page.content()
    topic = Topic.objects.get(pk=page.pk)
    topic.editions.create(number=9, content=content, begins_at="2026-11-01T00:00Z", why="Test")
    html = render_to_string("services/sections.html", {"page": draft_of_page(page)})
    html += client.get(f"{PATH}").content.decode()
    assert "<script>alert(1)" not in html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.select_one("sup a")["aria-label"] == f"Source 1: {hostile}, 2019"


def test_markers_leak_into_no_search_and_no_structured_data(client, page):
    section = page.sections.first()
    write(section, "<p>Nine of ten{{source:one}}.</p>", "<p>More.{{source:two}}</p>")
    publish(page)
    (found,) = [one for one in documents() if one.url == section.get_absolute_url()]
    assert found.text == "Nine of ten. More."
    for script in read(client).select("script[type='application/ld+json']"):
        assert "source:" not in script.get_text()


# What comes with the site ----------------------------------------------------------------------


def test_a_running_site_gets_the_sources_of_sections_that_staff_left_alone():
    before = {
        section.pk: list(section.sources.all())
        for section in Section.objects.filter(topic__address="autism")
    }
    ours, *others = Section.objects.filter(topic__address="autism", sources__gt=0).distinct()
    Section.sources.through.objects.all().delete()
    Given.objects.filter(key__endswith=" sources").delete()
    ours.body_en = "<p>Ours</p>"
    ours.save()
    call_command("load_starter_content", verbosity=0)
    assert not ours.sources.exists()
    assert others
    for section in others:
        assert list(section.sources.all()) == before[section.pk]


def test_a_source_that_staff_cite_is_not_taken_away(page):
    source = page.sources.get(name="one")
    assert not source.is_cited()
    section = page.sections.first()
    section.sources.add(source)
    assert source.is_cited()
    section.sources.clear()
    section.more_es = "<p>{{source:one}}</p>"
    section.save()
    assert source.is_cited()


def test_what_comes_with_the_site_cites_no_source_that_its_page_lacks():
    for page in pages().values():
        content = Topic.objects.get(pk=page.pk).content()
        Topic.objects.get(pk=page.pk).refuse_what_leads_nowhere(content)


def test_both_languages_cite_the_same_sources_in_the_same_order():
    for page in pages().values():
        for section in page.sections.all():
            cited = []
            for language in ("en", "es"):
                with translation.override(language):
                    html = "".join(with_markers(section, column) for column in ("body", "more"))
                soup = BeautifulSoup(html, "html.parser")
                cited.append([link["href"] for link in soup.select("sup a")])
            assert cited[0] == cited[1], section.anchor
