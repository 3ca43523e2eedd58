"""The page on what occupational therapy costs, and what leads to it."""

import pytest

from faq.models import Question
from services.models import Situation
from tests.services.citations import CITED
from tests.services.test_finding import soup

pytestmark = pytest.mark.django_db

COSTS = "/occupational-therapy/costs/"
PARTS = [
    "what-is-free",
    "words",
    "familycare",
    "private",
    "no-insurance",
    "appeals",
    "language-and-papers",
]
ENDS_WITH = {
    "ot-cost": "#what-is-free",
    "ot-cost-familycare": "#familycare",
    "ot-cost-no-insurance": "#no-insurance",
    "ot-cost-plan-said-no": "#appeals",
    "ot-cost-diagnosis": "#private",
    "ot-cost-school": "#what-is-free",
    "sensory-insurance": "#private",
}


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_page_on_costs_has_the_parts_that_others_lead_to(client, language):
    page = soup(client, language + COSTS)
    parts = [part["id"] for part in page.select("section.piece")]
    assert [part for part in parts if part in PARTS] == PARTS
    assert len(page.select("#sources li")) >= 3
    assert page.select("#urgent li")
    assert page.select("#appeals .urgent-rows")


def test_before_the_folds_the_page_on_costs_is_read_in_seven_minutes(client):
    page = soup(client, COSTS).main
    for part in page.select(f"nav, .more, #questions, .sources, .next, {CITED}"):
        part.decompose()
    assert len(page.get_text(" ").split()) <= 1450


@pytest.mark.parametrize("language", ["", "/es"])
def test_an_application_for_insurance_comes_after_legal_advice_and_an_emergency_after_nothing(
    client, language
):
    papers = soup(client, language + COSTS).find(id="language-and-papers")
    assert {"tel:911", "tel:18885765529"} <= {link["href"] for link in papers.select("a")}


@pytest.mark.parametrize("anchor", ENDS_WITH)
def test_each_answer_about_costs_ends_with_its_part_of_the_page(anchor):
    answer = Question.objects.get(anchor=anchor)
    for text, language in ((answer.answer_en, ""), (answer.answer_es, "/es")):
        assert f'href="{language}{COSTS}{ENDS_WITH[anchor]}"' in text.rpartition("<p>")[2]


@pytest.mark.parametrize("language", ["", "/es"])
def test_below_the_first_doors_stands_what_to_read_on_plans_and_papers(client, language):
    page = soup(client, f"{language}/who-to-call/")
    box = page.find(id="box-health-plans-and-cost").parent
    led = {link["href"].removeprefix(language + COSTS) for link in box.select("a")}
    assert {"", "#familycare", "#private", "#no-insurance", "#language-and-papers"} <= led


def test_who_the_plan_refused_is_led_to_the_appeals():
    refused = Situation.objects.get(anchor="plan-said-no")
    assert f'href="{COSTS}#appeals"' in refused.whom_en
    assert f'href="/es{COSTS}#appeals"' in refused.whom_es


def test_the_request_form_ticks_nothing_for_who_comes_from_the_page_on_costs(client):
    link = soup(client, COSTS).select_one(".next a.gold")["href"]
    form = soup(client, link)
    assert form.select("input[name=concerns]")
    assert not form.select("input[name=concerns][checked]")


@pytest.mark.parametrize("language", ["", "/es"])
def test_each_row_of_who_pays_names_its_source_and_its_day(client, language):
    rows = soup(client, language + COSTS).select("#what-is-free tbody tr")
    assert len(rows) == 6
    for row in rows:
        assert row.select("sup a[href^='#source:']")
        assert row.th.select_one(".checked time")
