"""A link to an anchor that editors own cannot break unseen."""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from faq.models import Question
from njcmo_site import views
from njcmo_site.editing.anchors import IN_TEMPLATES, links_to
from services.models import Box, Section, Term, Topic
from tests.staff_pages import delete, save

HUB = "/occupational-therapy/"
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.*"))


ANCHORS_IN_TEMPLATES = [address for address, _page in IN_TEMPLATES if "#" in address]


def errors(response) -> str:
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    return " ".join(line.get_text(" ", strip=True) for line in page.select(".errorlist"))


def section(anchor, address="occupational-therapy"):
    return Section.objects.get(anchor=anchor, topic__address=address)


# The links of templates ------------------------------------------------------------------------


def test_the_list_of_links_in_templates_is_what_templates_have():
    texts = [path.read_text() for path in TEMPLATES]
    own = {name for text in texts for name in re.findall(r'\bid="([\w-]+)[:"]', text)}
    link = re.compile(r"#((?:\d+-)?[a-z][\w-]*\w)")
    linked = Counter(anchor for text in texts for anchor in set(link.findall(text)) - own)
    assert linked == Counter(address.partition("#")[2] for address in ANCHORS_IN_TEMPLATES)


@pytest.mark.django_db
def test_each_anchor_that_a_template_links_to_exists_in_the_starter_content():
    rows = [*Section.objects.all(), *Question.objects.all(), *Term.objects.all()]
    addresses = {address for row in rows for address in row.anchored_addresses()}
    assert set(ANCHORS_IN_TEMPLATES) <= addresses


@pytest.mark.django_db
def test_the_list_names_every_page_that_is_linked_to_where_no_editor_chose_it(client):
    pages = {topic.get_absolute_url() for topic in Topic.objects.all()}
    texts = [path.read_text() for path in TEMPLATES]
    by_address = {
        f"/{hub}/" for text in texts for hub in re.findall(r"'services:hub' '(.*?)'", text)
    }
    by_view = {f"/{views.HUB}/{address}/" for address in views.GUIDES}
    assert not any("'services:topic'" in text for text in texts)
    assert by_address | by_view == pages & {address for address, _page in IN_TEMPLATES}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "the home page"),
        ("/first-visit-card/", "the card for the first visit"),
        ("/signs-checklist/?sign=writing", "the signs checklist"),
    ],
)
def test_each_link_on_the_list_stands_on_the_page_that_it_names(client, path, page):
    soup = BeautifulSoup(client.get(path).content, "lxml")
    links = {link["href"] for link in soup.select("a[href]")}
    assert {address for address, where in IN_TEMPLATES if where == page} <= links


# Renaming --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_section_that_a_template_links_to_keeps_its_anchor(editor):
    row = section("njcmo")
    told = errors(save(editor, row, anchor="us"))
    assert "the home page (#njcmo)" in told
    row.refresh_from_db()
    assert row.anchor == "njcmo"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "link",
    [
        f"{HUB}#what-new",
        f"{HUB.rstrip('/')}#what-new",
        f"/es{HUB}#what-new",
        f"{settings.SITE_URL}{HUB}?a=1&amp;b=2#what-new",
    ],
)
@pytest.mark.parametrize("column", ["answer_en", "answer_es"])
def test_a_section_that_an_answer_links_to_keeps_its_anchor(editor, link, column):
    row = section("what")
    Section.objects.filter(pk=row.pk).update(anchor="what-new")
    question = Question.objects.first()
    text = f'<p><a href="{link}">Read on</a></p>'
    Question.objects.filter(pk=question.pk).update(**{column: text})
    told = errors(save(editor, row, anchor="other"))
    assert f"question “{question}” (#what-new)" in told


@pytest.mark.django_db
def test_a_link_within_a_page_counts_and_is_named_by_page_and_section(editor):
    row, other = section("day-to-day", "autism"), section("at-home", "autism")
    other.body_es = '<p><a href="#day-to-day">Siga</a></p>'
    other.save()
    told = errors(save(editor, row, anchor="other"))
    assert f"{row.topic}: section “{other}” (#day-to-day)" in told


@pytest.mark.django_db
def test_a_section_that_a_box_links_to_keeps_its_anchor(editor):
    row, box = section("what"), Box.objects.get(name="your-language")
    linked = save(editor, box, body_en=f'<p><a href="{HUB}#what">Read on</a></p>')
    assert linked.status_code == 302
    told = errors(save(editor, row, anchor="other"))
    assert f"{box.place} (#what)" in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    "link",
    [
        f"{HUB}adhd/#what",
        f"{HUB}#what-else",
        f"https://example.org{HUB}#what",
        "https://[#what",
        "#what",
    ],
)
def test_a_link_to_another_place_of_that_name_keeps_no_anchor(editor, link):
    row = section("what")
    Section.objects.exclude(pk=row.pk).update(body_en="", body_es="")
    text = f'<p><a href="{link}">Read on</a></p>'
    Question.objects.update(answer_en=text, answer_es=text, topic=None)
    assert links_to(row.anchored_addresses()) == []


@pytest.mark.django_db
def test_an_answer_and_a_word_that_links_lead_to_keep_their_anchors(editor):
    question, term = Question.objects.get(anchor="ot-at-school"), Term.objects.get(anchor="iep")
    assert "two lines” (#q-ot-at-school)" in errors(save(editor, question, anchor="school"))
    told = errors(save(editor, term, anchor="plan"))
    assert re.search(r"section “.+” \(#iep\)", told)
    assert Question.objects.filter(anchor="ot-at-school").exists()
    assert Term.objects.filter(anchor="iep").exists()


@pytest.mark.django_db
def test_an_answer_stays_on_the_page_where_a_link_finds_it(editor):
    question = Question.objects.filter(topic__address="autism").first()
    text = f'<p><a href="{HUB}autism/#q-{question.anchor}">Read on</a></p>'
    Section.objects.filter(pk=section("what").pk).update(body_en=text)
    assert f"(#q-{question.anchor})" in errors(save(editor, question, topic=""))


@pytest.mark.django_db
def test_what_no_link_leads_to_may_have_another_anchor(editor):
    row = section("day-to-day", "autism")
    question = Question.objects.get(anchor="ot-what-is-it")
    term = Term.objects.create(anchor="spoon", group="skills", term_en="Spoon", meaning_en="A tool")
    assert save(editor, row, anchor="play").status_code == 302
    assert save(editor, question, anchor="what-ot-is").status_code == 302
    assert save(editor, term, anchor="fork").status_code == 302
    assert Term.objects.filter(anchor="fork").exists()


# Deleting --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_section_that_links_lead_to_is_not_deleted(editor):
    row = section("njcmo")
    assert "the home page (#njcmo)" in delete(editor, row).content.decode()
    assert Section.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_a_section_that_no_link_leads_to_is_deleted(editor):
    row = section("day-to-day", "autism")
    assert delete(editor, row)["Location"] == f"/admin/services/topic/{row.topic_id}/change/"
    assert not Section.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("find", "link"),
    [
        (lambda: Question.objects.get(anchor="ot-at-school"), "two lines” (#q-ot-at-school)"),
        (lambda: Term.objects.get(anchor="iep"), "(#iep)"),
        (lambda: Topic.objects.get(address="adhd"), "(#treatment)"),
    ],
    ids=["answer", "word", "page"],
)
def test_what_links_lead_to_is_not_deleted(editor, find, link):
    row = find()
    assert link in delete(editor, row).content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_words_that_links_lead_to_are_not_deleted_from_the_list(editor):
    terms = Term.objects.filter(anchor__in=["iep", "milestone"])
    chosen = {"action": "delete_selected", "_selected_action": [term.pk for term in terms]}
    response = editor.post("/admin/services/term/", chosen | {"post": "yes"})
    assert "(#iep)" in response.content.decode()
    assert terms.count() == 2


@pytest.mark.django_db
def test_a_page_goes_with_the_links_between_its_own_sections(editor):
    topic = Topic.objects.get(address="autism")
    Section.objects.exclude(topic=topic).update(body_en="", body_es="")
    Question.objects.update(answer_en="", answer_es="")
    assert Section.objects.filter(topic=topic, body_en__contains='href="#').exists()
    topic.withdraw()
    delete(editor, topic)
    assert not Topic.objects.filter(pk=topic.pk).exists()
