"""The signs checklist: what can be ticked, where a tick leads, and that nobody learns of it."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction

from njcmo_site.wording.reading import flesch_kincaid_grade
from services.models import Box, Door, FirstCall, Moment, NextStep, Sign, Term, Topic, UrgentSign
from services.models.ages import ChildAge
from services.names import with_numbers
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

LIST = "/signs-checklist/"
ROWS = {"under_3": 15, "3_to_5": 19, "6_to_8": 21, "9_to_12": 20, "13_to_17": 19, "18_to_20": 15}


def soup(client, query="", language=""):
    response = client.get(f"{language}{LIST}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


@pytest.mark.parametrize(("age", "rows"), ROWS.items())
def test_an_age_shows_its_own_signs(client, age, rows):
    page = soup(client, f"?child_age={age}")
    assert len(page.select(".area:not(.urgent) [name=sign]")) == rows
    assert page.select_one("[name=child_age][checked]")["value"] == age


def test_an_open_age_shows_every_sign_with_its_ages(client):
    page = soup(client)
    assert len(page.select("[name=sign]")) == 32 + 7
    label = page.select_one("[value=dress-help]").find_parent("label")
    assert label.small.get_text() == "Under 3"


def test_every_tick_leads_to_pages_and_advice_that_exist():
    topics = set(Topic.objects.values_list("address", flat=True))
    for sign in Sign.objects.all():
        assert set(sign.topics) <= topics
        assert set(sign.ages) <= set(ChildAge.values)
    urgent = Sign.objects.filter(moment=None)
    assert len(urgent) == 7
    for sign in urgent:
        assert sign.urgent.level == UrgentSign.Level.DOCTOR_TODAY
        assert set(sign.ages) == set(ChildAge.values)


@pytest.mark.parametrize("query", ["", "?child_age=6_to_8", "?sign=writing"])
@pytest.mark.parametrize("language", ["", "/es"])
def test_what_cannot_wait_stands_first_in_plain_words(client, query, language):
    page = soup(client, query, language)
    notice = page.select_one(".notice")
    rows = UrgentSign.objects.filter(level__lte=2)
    assert len(notice.div.select("li")) == 4
    assert len(notice.select("details li")) == rows.count() == 15
    assert notice.details.has_attr("open") is ("sign" not in query)
    assert not notice.select("input")
    assert page.main.get_text().index(notice.h2.get_text()) < page.main.get_text().index(
        page.select_one("form.form legend").get_text()
    )


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_four_lines_name_every_number_of_the_signs_that_they_shorten(client, language):
    box = soup(client, "?sign=writing", language).select_one(".call-now")
    lines, signs = box.find("div"), box.details
    for numbers in (lines, signs):
        assert {"911", "988"} <= {link.get_text() for link in numbers.select("a")}
    assert {link.get_text() for link in lines.select("a")} == {
        link.get_text() for link in signs.select("a")
    }


def test_without_the_four_lines_a_result_shows_every_sign(client):
    Box.objects.filter(name="call-now").delete()
    box = soup(client, "?sign=writing").select_one(".call-now")
    assert box.h2.get_text() == "If any of these is true, call now."
    assert box.details.has_attr("open")


@pytest.mark.parametrize("language", ["", "/es"])
def test_an_outburst_raises_no_alert_and_what_it_may_become_stands_below_it(client, language):
    page = soup(client, "?child_age=6_to_8&sign=outburst&sign=writing", language)
    assert [notice["class"] for notice in page.select(".notice")] == [["notice", "call-now"]]
    told = [line.get_text() for line in page.select(".result p")]
    rows = [UrgentSign.objects.get(name=name) for name in ("u-missing", "u-crisis")]
    assert told == [with_numbers(row.advice_es if language else row.advice_en) for row in rows]
    (result,) = [each for each in page.select(".result") if each.select("p")]
    assert (
        result.h3.get_text()
        == Moment.objects.filter(slug="feelings-and-behavior")
        .values_list("title_es" if language else "title_en", flat=True)
        .get()
    )
    assert not soup(client, "?sign=calm", language).select(".result p")


def test_each_level_has_an_alert_of_its_own_the_most_urgent_first(client):
    Sign.objects.filter(slug="calm").update(urgent="u-crisis")
    Sign.objects.filter(slug="steps").update(urgent="u-missing")
    page = soup(client, "?sign=calm&sign=steps&sign=u-headache&sign=body-tone")
    alerts = {
        notice.h2.get_text(): [item.get_text() for item in notice.select("li")]
        for notice in page.select(".notice:not(.call-now)")
    }
    advice = {row.name: with_numbers(row.advice) for row in UrgentSign.objects.all()}
    assert list(alerts.items()) == [
        ("Call now about this. The rest can wait.", [advice["u-missing"], advice["u-crisis"]]),
        (
            "First: call the doctor today about this. The rest can wait.",
            [advice["u-headache"]],
        ),
        ("See the doctor in the next days about this", [advice["u-body"]]),
    ]


def test_what_was_ticked_leads_on(client):
    page = soup(client, "?child_age=6_to_8&sign=body-tone&sign=writing&sign=calm&sign=u-lost-skill")
    for anchor, heading, name in (
        ("first", "First: call the doctor today", "u-lost-skill"),
        ("soon", "in the next days", "u-body"),
    ):
        notice = page.select_one(f"[aria-labelledby={anchor}]")
        assert heading in notice.h2.get_text()
        assert [item.get_text() for item in notice.select("li")] == [
            UrgentSign.objects.get(name=name).advice
        ]
    ticked = [item.get_text() for item in page.select(".result li")]
    assert ticked[0].startswith("Has lost a skill")
    assert len(ticked) == 4
    led = [link["href"] for link in page.select("a.linkout")]
    assert led[0] == "/occupational-therapy/ot-vs-pt/"
    assert len(led) == len(set(led)) == 4


@pytest.mark.parametrize("age", ChildAge.values)
@pytest.mark.parametrize("language", ["", "/es"])
def test_a_result_and_its_sheet_have_the_first_doors_of_the_age(client, age, language):
    page = soup(client, f"?child_age={age}&sign=calm", language)
    cards = [card.get_text() for card in page.select(".cards > .door")]
    doors = Door.objects.filter(age=age)
    assert len(cards) == doors.count() == 3
    column = 1 if language else 0
    rows = [row.select("td") for row in page.select(".sheet tbody:nth-of-type(2) tr")]
    printed = [row[column].get_text() for row in rows if row]
    for door, card, row in zip(doors, cards, printed, strict=True):
        name = with_numbers(door.name_es if language else door.name_en)
        assert name in card
        assert name in row
    assert page.select(f'a[href="{language}/who-to-call/?child_age={age}"]')
    open_age = soup(client, "?sign=calm", language)
    assert not open_age.select(".cards > .door")
    assert len(open_age.select(".sheet tbody")) == 2


def test_a_result_names_whom_to_call_at_that_age_and_each_once(client):
    def called(age):
        section = soup(client, f"?child_age={age}&sign=calm").find(id="calls").parent
        return [name.get_text() for name in section.select(".plain b")]

    assert "PerformCare" not in " ".join(called("under_3"))
    assert "PerformCare" in " ".join(called("6_to_8"))
    assert "Project Child Find (not sure where to start)" in called("6_to_8")
    assert "Your child’s doctor" not in called("6_to_8")  # who stands among the doors


def test_what_the_ticks_raise_is_told_once_the_most_urgent_first(client):
    page = soup(client, "?" + "&".join(f"sign={sign.slug}" for sign in Sign.objects.all()))
    told = [item.get_text() for item in page.select("#first + ul li, #soon + ul li")]
    raised = Sign.objects.exclude(urgent=None).values("urgent")
    rows = UrgentSign.objects.filter(name__in=raised).order_by("level", "order")
    assert told == [with_numbers(row.advice) for row in rows]


def test_the_form_is_opened_with_the_age_and_no_condition(client):
    link = soup(client, "?child_age=6_to_8&sign=clothes-feel").select_one(".callout a.btn")["href"]
    assert link == "/get-help/?child_age=6_to_8"
    form = BeautifulSoup(client.get(link).content, "lxml")
    assert [field["value"] for field in form.select("form.form [checked]")] == ["6_to_8"]
    open_age = soup(client, "?sign=clothes-feel").select_one(".callout a.btn")
    assert open_age["href"] == "/get-help/"


@pytest.mark.parametrize("age", ChildAge.values)
def test_an_age_has_one_next_step_and_an_open_age_none(client, age):
    (step,) = [step for step in NextStep.objects.filter(kind="turn_to") if age in step.ages]
    for language, words in (("", step.text_en), ("/es", step.text_es)):
        told = soup(client, f"?child_age={age}&sign=calm", language).select_one("#calls + p")
        assert told.get_text() == words
    assert soup(client, "?sign=calm").select("#calls + p") == []


def test_nothing_ticked_gets_a_kind_answer_and_whom_to_ask(client):
    page = soup(client, "?child_age=under_3")
    answer = page.find(id="nothing")
    assert "You know your child best." in answer.get_text()
    assert "1-888-653-4463" in answer.get_text()
    assert answer.select('a[href="/get-help/?child_age=under_3"]')
    assert "You know your child best." in soup(client).get_text()


def test_one_tick_is_enough_to_ask(client):
    page = soup(client, "?sign=writing")
    assert "One thing is enough" in page.select_one("[aria-labelledby=ticked]").get_text()


def test_the_answers_can_be_changed_and_none_is_lost(client):
    form = soup(client, "?child_age=6_to_8&sign=writing&sign=u-lost-skill").select_one("form.form")
    ticked = {field["value"] for field in form.select("[checked]")}
    assert ticked == {"6_to_8", "writing", "u-lost-skill"}
    assert len(form.select("[name=sign]")) == 21 + 7
    form = soup(client, "?child_age=under_3&sign=writing").select_one("form.form")
    assert form.select("[value=writing][checked]")  # though it is no sign of that age


def test_the_sheet_has_every_line_in_both_languages(client):
    query = "?child_age=6_to_8&sign=writing&sign=u-lost-skill&sign=food-few"
    sheets = [soup(client, query, language).select_one(".sheet") for language in ("", "/es")]
    rows = [
        [[cell.get_text() for cell in row.select("td")] for row in sheet.select("tbody tr")]
        for sheet in sheets
    ]
    assert rows[0] == rows[1]
    lines = [row for row in rows[0] if row]
    assert len(lines) == 1 + 3 + 3 + NextStep.objects.filter(kind="ask").count()
    assert lines[0][0].endswith("Age of the child: 6 to 8.")
    assert lines[0][1].endswith("Edad del niño o la niña: 6 a 8.")
    assert any("call the doctor now" in english for english, _spanish in lines)
    assert any("911 · 988 · PerformCare 1-877" in sheet.get_text() for sheet in sheets)
    for english, spanish in lines:
        assert english
        assert spanish
        assert english != spanish


@pytest.mark.parametrize("query", ["", "?child_age=6_to_8&sign=writing"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", "On a shared computer your answers stay in the history of the browser"),
        ("/es", "En una computadora compartida, sus respuestas quedan en el historial"),
    ],
)
def test_who_shares_a_computer_is_told_what_stays_in_the_browser(client, query, language, words):
    assert words in soup(client, query, language).main.get_text()


@pytest.mark.parametrize("language", ["", "/es"])
def test_short_words_are_explained_in_the_glossary(client, language):
    terms = set(Term.objects.values_list("anchor", flat=True))
    for query in ("?child_age=6_to_8", "?child_age=6_to_8&sign=writing"):
        links = soup(client, query, language).main.select(f'a[href^="{language}/glossary/#"]')
        named = {link["href"].partition("#")[2] for link in links}
        assert {"performcare", "cmo", "iep", "504-plan", "early-intervention"} <= named <= terms


@pytest.mark.parametrize("query", ["", "?child_age=6_to_8&sign=writing"])
def test_nothing_is_stored_and_no_other_page_learns_of_it(client, query):
    response = client.get(f"{LIST}{query}")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    page = BeautifulSoup(response.content, "lxml")
    assert bool(page.select("meta[name=robots][content=noindex]")) is bool(query)
    assert page.select_one("link[rel=canonical]")["href"].endswith(LIST)


@pytest.mark.parametrize(
    "query",
    [
        "?child_age=99&sign=nope",
        "?child_age=6_to_8&child_age=under_3",
        "?sign=" + "a" * 5000,
        "?" + "&".join(["sign=writing"] * 500),
        "?sign=%3Cscript%3E&child_age=%ff",
        "?sign[]=writing&sign.x=1",
        "?child_age=&sign=",
    ],
    ids=["unknown", "repeated", "long", "many", "hostile", "other names", "empty"],
)
def test_an_odd_address_is_read_as_far_as_it_makes_sense(client, query):
    page = soup(client, query)
    assert "<script>" not in str(page.main)


def test_a_repeated_sign_is_one_and_the_last_age_counts(client):
    page = soup(client, "?sign=writing&sign=writing&child_age=6_to_8&child_age=9_to_12")
    assert len(page.select(".result li")) == 1
    assert "Age: 9 to 12." in page.select_one(".lead").get_text()


def test_no_result_scores_or_names_a_condition(client):
    query = "?child_age=6_to_8&" + "&".join(f"sign={sign.slug}" for sign in Sign.objects.all())
    for language in ("", "/es"):
        text = soup(client, query, language).main.get_text(" ").lower()
        for word in ("score of", "at risk", "delayed", "needs therapy", "failed", "retraso",
                     "puntaje", "riesgo", "percent", "%"):  # fmt: skip
            assert word not in text


def test_the_list_reads_at_grade_eight_or_lower(client):
    for query in ("", "?child_age=6_to_8&sign=writing&sign=calm"):
        main = soup(client, query).main
        for part in main.select("nav, [lang=es], script"):
            part.decompose()
        assert flesch_kincaid_grade(str(main)) <= 8


def test_a_number_that_changes_changes_everywhere(client, answers):
    FirstCall.objects.filter(name="early-intervention").update(phone="1-888-555-0100")
    client.post("/get-help/", answers | {"child_age": "under_3"})
    for path in (
        f"{LIST}?child_age=under_3",
        f"{LIST}?child_age=under_3&sign=eat-self",
        "/get-help/?child_age=under_3",
        "/get-help/thank-you/",
        "/who-to-call/",
        "/who-to-call/?child_age=under_3",
    ):
        for language in ("", "/es"):
            page = client.get(language + path).content.decode()
            assert "tel:18885550100" in page, path
            assert "1-888-653-4463" not in page.replace("Early Intervention", ""), path


def test_a_new_number_of_performcare_is_new_on_every_page_that_sends_there(client, answers):
    FirstCall.objects.filter(name="performcare").update(phone="1-888-555-0199")
    client.post("/get-help/", answers)
    for path in (
        "/",
        "/faq/",
        "/find-your-cmo/?county=mercer",
        "/search/?q=qzxwvk",
        "/get-help/",
        "/get-help/thank-you/",
        "/accessibility/",
        f"{LIST}?sign=writing",
    ):
        for language in ("", "/es"):
            main = BeautifulSoup(client.get(language + path).content, "lxml").main
            assert "1-888-555-0199" in main.get_text(), path
    FirstCall.objects.filter(name="performcare").delete()
    assert "1-877-652-7624" in soup(client, "?sign=writing").select_one(".sheet").get_text()


@pytest.mark.parametrize(
    ("model", "slug", "changes", "query"),
    [
        (Moment, "meals", {"title_en": "At the table", "title_es": "En la mesa"}, ""),
        (Sign, "writing", {"text_en": "Writes slowly", "text_es": "Escribe lento"}, ""),
        (NextStep, "teen", {"text_en": "Ask at school.", "text_es": "Pregunte."}, "&sign=calm"),
        (NextStep, "what-to-try", {"text_en": "What now?", "text_es": "¿Qué más?"}, "&sign=calm"),
    ],
    ids=["moment", "sign", "next step", "question"],
)
def test_words_that_an_editor_changes_are_on_the_list_at_once(
    client, staff, model, slug, changes, query
):
    client.force_login(staff("content editor"))
    path = f"/admin/services/{model._meta.model_name}/{slug}/change/"
    assert client.post(path, form_of(client.get(path)) | changes).status_code == 302
    for language, words in zip(("", "/es"), changes.values(), strict=True):
        assert words in soup(client, f"?child_age=13_to_17{query}", language).main.get_text()


@pytest.mark.parametrize(
    ("model", "slug"), [(Moment, "meals"), (Sign, "food-few"), (NextStep, "teen")], ids=str
)
def test_an_editor_changes_words_and_nothing_else(client, staff, model, slug):
    client.force_login(staff("content editor"))
    path = f"/admin/services/{model._meta.model_name}/{slug}/change/"
    page = client.get(path)
    assert "Only the words change here" in page.content.decode()
    before = model.objects.filter(slug=slug).values().get()
    facts = {"slug": "x", "order": 9, "picture": "bow", "moment": "dressing", "kind": "ask"}
    facts |= {"ages": '["under_3"]', "topics": '["adhd"]', "urgent": "u-body"}
    assert client.post(path, form_of(page) | facts).status_code == 302
    assert model.objects.filter(slug=slug).values().get() == before
    (name, *_) = [field for field in form_of(page) if field.endswith("_es")]
    refused = client.post(path, form_of(page) | {name: ""})
    assert "This field is required." in refused.content.decode()


def test_staff_see_the_signs_in_the_order_of_the_page_with_moment_and_ages(client, staff):
    client.force_login(staff("clinical reviewer"))
    rows = client.get("/admin/services/sign/").context["cl"].result_list
    boxes = soup(client).select("form.form [name=sign]")
    assert [sign.slug for sign in rows] == [box["value"] for box in boxes]
    page = BeautifulSoup(client.get("/admin/services/sign/").content, "lxml")
    table = [[cell.get_text() for cell in row] for row in page.select("#result_list tbody tr")]
    assert table[0][1:] == ["Tell the doctor today", "every age"]
    assert table[8][1:] == ["Getting dressed", "3 to 5, 6 to 8, 9 to 12"]


@pytest.mark.parametrize("changes", [{"moment": "lunch"}, {"urgent": "u-hiccup"}], ids=str)
def test_the_database_refuses_a_sign_that_leads_nowhere(changes):
    with transaction.atomic():
        Sign.objects.filter(slug="calm").update(**changes)
        with pytest.raises(IntegrityError):
            connection.check_constraints()  # as at the end of a transaction
        transaction.set_rollback(True)


def test_the_switch_of_language_keeps_ticks_that_were_not_sent_yet(client):
    switch = soup(client).select_one("button.lang")
    form = soup(client).find(id=switch["form"])
    assert (form.name, form.get("method")) == ("form", None)
    assert switch["formaction"] == "/es/signs-checklist/"
    query = f"?child_age=3_to_5&sign=dress-help&{switch['name']}={switch['value']}"
    page = soup(client, query, "/es")
    assert page.select_one("[value=dress-help]").has_attr("checked")
    assert page.select_one("[name=child_age][checked]")["value"] == "3_to_5"
    assert not page.select(".sheet")
