"""How to find an occupational therapist: what a parent takes from the page to the phone."""

from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from njcmo_site.given_keys import Keys, digest
from njcmo_site.wording.reading import flesch_kincaid_grade
from services.models import Given, Topic, UrgentSign
from tests.factories import publish
from tests.services.citations import CITED

pytestmark = pytest.mark.django_db
NAMED = Keys([])

PAGE = "/occupational-therapy/choosing-a-therapist/"
ANCHORS = ["where-to-look", "license", "phone-questions", "school-or-clinic", "waiting", "video"]
ANCHORS += ["first-visit", "progress"]
LANGUAGES = ["", "/es"]


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_can_be_linked_to_and_stands_in_the_list_of_the_page(client, language):
    page = soup(client, language + PAGE)
    assert [part["id"] for part in page.select("section.piece[id]")] == [
        *ANCHORS,
        "urgent",
        "questions",
    ]
    listed = [link["href"] for link in page.select(".toc-wide a")]
    assert listed == [f"#{anchor}" for anchor in [*ANCHORS, "urgent", "questions", "sources"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_needs_a_doctor_stands_before_where_to_look_and_before_waiting(client, language):
    page = soup(client, language + PAGE)
    column = "advice_es" if language else "advice_en"
    names = ("u-lost-skill", "u-weak-slow", "u-choke-meals")
    rows = UrgentSign.objects.filter(name__in=names).values_list(column, flat=True)
    answers = ("#q-ot-find-a-therapist", "#q-ot-how-long-is-the-wait")
    for part in ("#where-to-look", "#waiting", *answers):
        box = page.select_one(f"{part} .urgent-rows")
        assert {row.get_text(" ", strip=True) for row in box.select("li")} == set(rows)
        assert box.find_next_sibling(["ul", "ol"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_of_calls_has_the_questions_of_the_page_and_room_for_three_places(
    client, language
):
    part = soup(client, language + PAGE).select_one("#phone-questions")
    questions = [question.get_text() for question in part.select(".rich > ol > li")]
    rows = part.select("details.more tbody tr")
    asked = [row.th.get_text().partition(". ")[2] for row in rows]
    assert [question for question in asked if question] == questions
    assert len(questions) == 8
    assert len(rows) == 8 + 5
    for row in rows:
        assert [cell.get_text() for cell in row.select("td")] == ["", "", ""]
    urgent = [link["href"] for link in part.select("details.more a")]
    assert urgent == ["tel:911", "tel:988", "tel:18776527624"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_school_and_clinic_stand_side_by_side(client, language):
    table = soup(client, language + PAGE).select_one("#school-or-clinic table")
    assert [cell["scope"] for cell in table.thead.select("th")] == ["col"] * 3
    rows = table.tbody.select("tr")
    assert len(rows) == 8
    assert all(row.th.get_text() and row.td.get_text() for row in rows)


def test_the_page_is_short_and_easy_to_read_before_anything_is_unfolded(client):
    main = soup(client, PAGE).main
    for part in main.select(f"nav, script, .sources, .next, details.more, #questions, {CITED}"):
        part.decompose()
    assert flesch_kincaid_grade(str(main)) <= 8
    assert len(main.get_text(" ").split()) <= 1400


@pytest.mark.parametrize("remembers", [True, False])
def test_the_page_comes_whole_to_a_site_that_runs(client, remembers):
    topic = Topic.objects.get(address="choosing-a-therapist")
    given = Given.objects.all()
    if remembers:
        given = given.filter(key__contains="choosing-a-therapist")
    given.delete()
    questions = list(topic.questions.all())  # which stood on no page before
    for question in questions:
        fact = Given.objects.filter(key=f"{NAMED.of(question)} topic")
        fact.update(stored=digest(""), shipped=digest(""))
    before = [str(soup(client, language + PAGE).main) for language in LANGUAGES]
    topic.delete()
    publish(*questions)
    call_command("load_starter_content", verbosity=0, stdout=StringIO())
    assert [str(soup(client, language + PAGE).main) for language in LANGUAGES] == before
