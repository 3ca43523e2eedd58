"""What a new version brings to rows that staff call otherwise than they came."""

from datetime import date
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from faq.models import Question
from njcmo_site.filler import FILLED
from njcmo_site.given_keys import Keys, digest
from services.models import Approach, Card, Given, Section, Situation, Source, Term, Topic

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 1)


def load() -> str:
    told = StringIO()
    call_command("load_starter_content", stdout=told)
    return told.getvalue()


def given_before(row, name, text) -> None:
    """As if an earlier version had given this text, and staff had left it alone."""
    type(row).objects.filter(pk=row.pk).update(**{name: text})
    given = Given.objects.filter(key=f"{Keys([]).of(row)} {name}")
    assert given.update(stored=digest(text), shipped=digest(text)) == 1


def move(row, column, to="moved") -> None:
    type(row).objects.filter(pk=row.pk).update(**{column: to})


def autism() -> Topic:
    return Topic.objects.get(address="autism")


def signs_of_autism() -> Section:
    return Section.objects.select_related("topic__hub").filter(topic=autism()).first()


# Kind: the row with a text, and the row and column by which one of them is found.
MOVED = {
    "page": lambda: (autism(), "title_en", autism(), "address"),
    "page of a hub": lambda: (autism(), "title_en", autism().hub, "address"),
    "section": lambda: (signs_of_autism(), "heading_en", signs_of_autism(), "anchor"),
    "section of a page": lambda: (signs_of_autism(), "heading_en", autism(), "address"),
    "section of a hub": lambda: (signs_of_autism(), "heading_en", autism().hub, "address"),
    "card": lambda: (Card.objects.first(), "say_en", Card.objects.first(), "slug"),
    "question": lambda: (
        Question.objects.first(),
        "question_en",
        Question.objects.first(),
        "anchor",
    ),
    "term": lambda: (Term.objects.first(), "meaning_en", Term.objects.first(), "anchor"),
    "situation": lambda: (Situation.objects.first(), "why_en", Situation.objects.first(), "anchor"),
    "approach of a page": lambda: (
        Approach.objects.select_related("topic__hub").get(
            topic=autism(), order=approach_of_autism()
        ),
        "finding_en",
        autism(),
        "address",
    ),
    "source": lambda: (source_of_autism(), "title", source_of_autism(), "url"),
}


def approach_of_autism() -> int:
    return Approach.objects.filter(topic=autism()).values_list("order", flat=True)[0]


def source_of_autism() -> Source:
    return Source.objects.select_related("topic__hub").filter(topic=autism()).first()


@pytest.fixture(params=MOVED)
def kind(request):
    return request.param


def test_a_text_that_staff_left_alone_is_renewed_wherever_they_moved_it(kind):
    row, name, moved, column = MOVED[kind]()
    shipped = getattr(row, name)
    given_before(row, name, "Given before")
    move(moved, column)
    told = load()
    row.refresh_from_db()
    moved.refresh_from_db()
    assert (getattr(row, name), getattr(moved, column)) == (shipped, "moved")
    assert "Left as staff wrote it" not in told


def test_a_text_of_staff_is_compared_with_the_newer_one_wherever_they_moved_it(kind, editor):
    row, name, moved, column = MOVED[kind]()
    given_before(row, name, "Given before")
    move(row, name, "Ours")
    move(moved, column)
    told = load()
    row.refresh_from_db()
    assert getattr(row, name) == "Ours"
    assert told.count("Left as staff wrote it") == 1
    page = BeautifulSoup(editor.get("/admin/newer-words/").content, "lxml")
    assert "Ours" in page.select_one("td").text
    assert editor.get(page.select_one("a.button[href*=change]")["href"]).status_code == 200


def test_loading_again_changes_nothing_of_what_staff_moved(kind):
    _row, _name, moved, column = MOVED[kind]()
    move(moved, column)
    before = {model: [*model.objects.order_by("pk").values()] for model in FILLED}
    told = load()
    assert {model: [*model.objects.order_by("pk").values()] for model in FILLED} == before
    assert "Left as staff wrote it" not in told


def test_a_page_that_staff_made_where_another_stood_is_theirs(editor):
    page, ours = autism(), autism()
    shipped, related = page.title_en, [*page.related.order_by("pk")]
    given_before(page, "title_en", "Given before")
    move(page, "address", "a-page-before-theirs")
    ours.pk, ours._state.adding = None, True
    ours.title_en, ours.title_es, ours.search_title_en = "Ours", "Nuestra", ""
    ours.save()
    Section.objects.create(topic=ours, anchor="signs", order=1, heading_en="Our own heading")
    told = load()
    ours.refresh_from_db()
    page.refresh_from_db()
    assert (ours.title_en, ours.search_title_en) == ("Ours", "")
    assert [*ours.sections.values_list("heading_en", flat=True)] == ["Our own heading"]
    assert not ours.sources.exists()
    assert (page.title_en, [*page.related.order_by("pk")]) == (shipped, related)
    assert "Left as staff wrote it" not in told
    assert "There are none." in editor.get("/admin/newer-words/").content.decode()


def test_a_page_that_staff_moved_to_where_a_new_one_is_to_stand_stays_there(editor):
    """The new one does not come: two pages would have one address."""
    page = autism()
    Given.objects.filter(key__startswith=Keys([]).of(page)).delete()
    adhd = Topic.objects.get(address="adhd")
    sections = [*adhd.sections.values_list("anchor", flat=True)]
    page.delete()
    move(adhd, "address", "autism")
    before = [*Topic.objects.values()]
    load()
    assert [*Topic.objects.values()] == before
    assert [*adhd.sections.values_list("anchor", flat=True)] == sections


def test_a_source_whose_link_staff_mended_stays_when_a_version_no_longer_has_it():
    url = "https://example.org/old"
    left_alone, mended = (
        Source.objects.create(topic=autism(), title="A study", url=url + number, checked_on=TODAY)
        for number in "12"
    )
    for source in (left_alone, mended):
        Given.objects.create(key=Keys([]).of(source), row=source.pk)
    move(mended, "url", "https://example.org/mended")
    load()
    assert [*Source.objects.filter(title="A study")] == [mended]


def test_a_row_that_was_moved_before_keys_were_kept_stays_as_it_is():
    Given.objects.update(row="")
    page = autism()
    move(page, "address")
    load()
    assert (
        Topic.objects.filter(hub=page.hub)
        .values_list("address", flat=True)
        .filter(address__in=["autism", "moved"])
        .get()
        == "moved"
    )
