"""An edition whose JSON somebody damaged is passed over: never a broken page, never half of one."""

import logging
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone

from faq.models import Question
from njcmo_site.reviews import lines
from services.models import Card, FactVersion, Term, Topic, kept
from tests.factories import confirm
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

AUTISM = "/occupational-therapy/autism/"
MISSING = "missing"
OF_PAGE = [
    ("sources", "year", "abc"),
    ("sources", "url", "javascript:alert(1)"),
    ("sources", "checked_on", 7),
    ("sources", "checked_on", MISSING),
    ("sources", "organization", None),
    ("sources", "id", MISSING),
    ("sources", "id", 10**30),
    ("sources", "id", 1.5),
    ("sections", "heading_en", ["a", "list"]),
    ("sections", "heading_en", MISSING),
    ("sections", "body_es", "\ud800"),
    ("sections", "anchor", "a b"),
    ("sections", "picture", "dragon"),
    ("sections", "made_from", [1]),
    ("sections", "links_to_id", {}),
    ("sections", "sources", ["x"]),
    ("sections", "sources", None),
    ("approaches", "strength", "very"),
    ("approaches", "source_id", None),
    ("fields", "address", MISSING),
    ("fields", "address", ""),
    ("fields", "picture", "dragon"),
    ("fields", "hub_id", "abc"),
    ("fields", "urgent_signs", {"a": 1}),
    ("fields", "words_changed_on", "soon"),
]


@pytest.fixture
def topic():
    return Topic.objects.get(address="autism")


def damaged(draft, part="fields", name="words_changed_on", value="soon", **columns):
    """A newer edition of which one value is another, as nobody can make it here."""
    content = draft.content()
    values = content[part] if part == "fields" else content[part][0]
    values[name] = value
    if value == MISSING:
        del values[name]
    columns = {"begins_at": timezone.now(), "why": "Test", "content": content} | columns
    kept._rows.clear()
    return draft.editions.create(number=draft.last_number() + 1, **columns)


def test_families_read_the_edition_before_one_that_is_damaged(client, topic, caplog):
    before = client.get(AUTISM).content
    damaged(topic, "sources", "year", "abc")
    with caplog.at_level(logging.ERROR):
        answer = client.get(AUTISM)
    assert (answer.status_code, answer.content) == (200, before)
    assert caplog.messages == [
        f"edition 2 of page {topic.pk} is passed over. It is damaged and cannot be read: source,"
        " year."
    ]


@pytest.mark.parametrize(("part", "name", "value"), OF_PAGE, ids=str)
def test_an_edition_that_cannot_be_read_whole_is_passed_over_and_not_restored(
    topic, part, name, value
):
    edition = damaged(topic, part, name, value)
    assert topic.live_edition().number == 1
    with pytest.raises(ValidationError, match="It is damaged and cannot be read"):
        topic.restore(edition.content)


@pytest.mark.parametrize("content", [[], "x", 5, {}, {"fields": []}, {"fields": {}}], ids=str)
def test_what_is_no_content_at_all_is_passed_over(topic, content):
    damaged(topic, content=content)
    assert topic.live_edition().number == 1


@pytest.mark.parametrize("part", ["text", 5, [5], ["text"], [{"id": []}], "twice"], ids=str)
def test_parts_that_are_none_are_passed_over(topic, part):
    content = topic.content()
    content["sections"] = content["sections"][:1] * 2 if part == "twice" else part
    damaged(topic, content=content)
    assert topic.live_edition().number == 1


@pytest.mark.parametrize(
    ("draft", "name", "path"),
    [
        (lambda: Card.objects.get(slug="socks"), "clock", "/try-today/"),
        (lambda: Card.objects.get(slug="socks"), "picture", "/"),
        (lambda: Question.objects.first(), "category", "/faq/"),
    ],
    ids=["clock", "picture", "category"],
)
def test_cards_and_questions_are_read_the_same_way(client, draft, name, path):
    before = client.get(path).content
    damaged(draft(), name=name, value="dragon")
    assert client.get(path).content == before


def test_a_page_with_nothing_that_can_be_read_is_not_found(client, topic):
    topic.editions.all().delete()
    damaged(topic)
    damaged(topic)
    assert client.get(AUTISM).status_code == 404
    assert client.get("/occupational-therapy/").status_code == 200
    assert topic.last_read() is None


def test_staff_see_in_the_list_which_edition_is_damaged_and_where(editor, topic):
    damaged(topic, "sources", "year", "abc")
    editions = f"/admin/services/topic/{topic.pk}/editions/"
    page = BeautifulSoup(editor.get(editions).content, "lxml")
    first, second = page.select("tbody tr")
    assert "It is damaged and cannot be read: source, year." in first.get_text()
    assert "families read it now" in second.get_text()
    assert "Families read edition 1." in page.get_text()
    shown = editor.get(f"{editions}2/").content.decode()
    assert "It is damaged and cannot be read: source, year." in shown
    assert "Put edition 2 into the draft" not in shown
    assert editor.get(f"{editions}1/?against=2").status_code == 200


def test_a_damaged_edition_is_neither_restored_shown_nor_reviewed_and_staff_are_told(
    admin_client, topic
):
    before = topic.content()
    damaged(topic, "sections", "picture", "dragon")
    pages = f"/admin/services/topic/{topic.pk}"
    seen = form_of(admin_client.get(f"{pages}/editions/1/"))["seen"]
    for path, sent in (
        (f"{pages}/editions/2/", {"seen": seen}),
        (f"{pages}/editions/2/review/", {"languages": ["en"]}),
    ):
        told = admin_client.post(path, sent, follow=True).content.decode()
        assert "It is damaged and cannot be read: section, picture." in told
    assert topic.content() == before
    assert admin_client.get(f"{AUTISM}?draft=2").status_code == 404


def test_no_page_of_staff_breaks_by_editions_that_are_damaged(admin_client, topic):
    soon = {"begins_at": timezone.now() + timedelta(days=1)}
    for columns in ({}, soon, {"begins_at": None, "review_wanted": True}):
        edition = damaged(topic, content={"fields": 5}, **columns)
        confirm(topic, edition=edition, reviewed_on=date(2026, 3, 1))
    pages = f"/admin/services/topic/{topic.pk}"
    names = ["change", "changes", "editions", "editions/2", "editions/4", "preview", "delete"]
    lists = ["/admin/", "/admin/reviews/", "/admin/health/"]
    for path in [*(f"{pages}/{name}/" for name in names), *lists, AUTISM]:
        assert admin_client.get(path, follow=True).status_code == 200, path
    shown = form_of(admin_client.get(f"{pages}/changes/"))
    topic.sections.filter(pk=topic.sections.first().pk).update(heading_en="Other")
    shown = form_of(admin_client.get(f"{pages}/changes/")) | {"why": "x", "publish": ""}
    for sent in (shown | {"small": "on"}, shown):
        assert admin_client.post(f"{pages}/changes/", sent, follow=True).status_code == 200
    assert [one.wanted for one in lines() if one.draft == topic] == [None]


def test_what_was_confirmed_of_a_damaged_edition_is_no_review(client, topic):
    confirm(topic, name="Leo Paz", edition=damaged(topic, "sources", "year", "abc"))
    assert "Leo Paz" not in client.get(AUTISM).content.decode()


def test_a_draft_that_could_not_be_read_is_not_published(topic):
    topic.sources.update(year=2019, url="javascript:alert(1)")
    with pytest.raises(ValidationError, match="source, link"):
        topic.publish(topic.content(), None, "Test")


def test_an_edition_with_parts_that_belong_to_another_page_is_not_restored(topic):
    content = topic.content()
    content["sections"][0]["id"] = Topic.objects.get(address="adhd").sections.first().pk
    with pytest.raises(ValidationError, match="Another page has"):
        topic.restore(content)


def test_a_damaged_fact_is_not_brought_back():
    term = Term.objects.first()
    FactVersion.keep(term, (), None, deleted=True)
    version = FactVersion.of(term).first()
    version.content["fields"]["anchor"] = ["x"]
    term.delete()
    with pytest.raises(ValidationError, match="It is damaged"):
        version.bring_back(())
