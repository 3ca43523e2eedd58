"""The letter to a school: what it says, how it is made, and that nothing of it is kept."""

import logging
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from django.utils.html import escape
from icalendar import Calendar

from services.models import Sign
from services.school_letter.letter import lines
from tests.queries import queries_of
from tests.services.test_finding import soup

pytestmark = pytest.mark.django_db

PATH = "/school-letter/"
LANGUAGES = ["", "/es"]
TODAY = date(2026, 11, 27)
HOSTILE = "</p><script>x()</script>{{ 7|add:7 }}{% now 'Y' %}{{call:span}}\r\nSUMMARY:y"
TEXTS = ["child_first_name", "school", "in_own_words", "language_other"]


@pytest.fixture(autouse=True)
def a_day_in_november(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


def post(client, language="", **answers):
    return client.post(f"{language}{PATH}", answers)


def words(part) -> str:
    return " ".join(part.get_text().split())


def letter(client, language="en", **answers) -> str:
    """The text of the letter in a language."""
    response = post(client, **answers)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    return words(page.select_one(f".letter[lang={language}]"))


def dates(client, language="", **answers) -> str:
    page = BeautifulSoup(post(client, language, **answers).content, "lxml")
    return words(page.select_one("section[aria-labelledby=dates]"))


# What it says ---------------------------------------------------------------------------------


def test_the_letter_asks_for_an_evaluation_with_ot_in_english_with_spanish_beside_it(client):
    answers = {
        "letter": "evaluation",
        "school": "Lincoln School, Newark",
        "hard": ["noise", "write"],
        "in_own_words": "he hides under the table",
        "papers": "es",
        "interpreter": "yes",
        "sent_on": TODAY,
    }
    english, spanish = letter(client, **answers), letter(client, "es", **answers)
    assert "Written request for an evaluation, with occupational therapy" in english
    assert "School: Lincoln School, Newark" in english
    hard = "writing by hand: slow, tiring, or hard to read; noise, crowds and lines; he hides under"
    assert f"These things are hard for my child at school: {hard} the table." in english
    asked = "My language is Spanish. Please arrange an interpreter and send papers in that language"
    assert asked in english
    assert "November 27, 2026 To: Director" in english
    assert "Esto le es difícil en la escuela: escribir a mano: lento" in spanish
    assert "Mi idioma es español. Por favor, consigan un intérprete y manden los" in spanish


@pytest.mark.parametrize("kind", ["evaluation", "504"])
def test_a_letter_may_be_left_blank_and_names_no_site_of_ours(client, kind):
    for language in ("en", "es"):
        text = letter(client, language, letter=kind)
        assert "____________________" in text
        assert "My language" not in text
        assert "NJCMO" not in text
    assert letter(client) == letter(client, letter="evaluation")


def test_a_504_letter_asks_the_principal(client):
    english = letter(client, letter="504", hard="noise", interpreter="yes", papers="other",
                     language_other="Gujarati")  # fmt: skip
    assert "To: The Principal and the 504 coordinator" in english
    assert "parts of the school day hard: noise, crowds and lines. Diagnosis" in english
    assert "I ask the school to evaluate my child under Section 504" in english
    asked = "My language is Gujarati. Please arrange an interpreter. Please send papers in that"
    assert asked in english


def test_a_student_of_18_speaks_for_herself_and_a_younger_one_does_not(client):
    for kind, words_of_her_own in (
        ("evaluation", "These things are hard for me at school"),
        ("504", "I ask the school to evaluate me under Section 504"),
    ):
        english = letter(client, letter=kind, signer="student", child_age="18_to_20")
        assert "I am a student at your school and I am 18 or over." in english
        assert words_of_her_own in english
        assert "my child" not in english
        younger = letter(client, letter=kind, signer="student", child_age="9_to_12")
        assert "parent or legal guardian" in younger


def test_a_child_who_is_not_in_school_yet_gets_the_preschool_letter(client):
    for typed in ("not in school yet", "Todavía no va."):
        answers = {"school": typed, "child_age": "3_to_5"}
        english = letter(client, **answers)
        assert "Written request for a preschool special education evaluation" in english
        assert "School: not in school yet Grade" in english
        assert "una evaluación preescolar de educación especial" in letter(client, "es", **answers)
    older = letter(client, school="not in school yet", child_age="6_to_8")
    assert "preschool" not in older


# Days -----------------------------------------------------------------------------------------


def test_the_day_to_ask_again_is_counted_and_never_promised(client):
    answers = {"sent_on": "2026-11-27", "consent_on": "2026-12-01", "child_first_name": "Ana"}
    sheet = dates(client, **answers)
    assert "My dates: Ana" in sheet
    assert "I ask again on: December 17, 2026. School holidays do not count" in sheet
    assert "90 calendar days end on: March 1, 2027" in sheet
    assert "vuelvo a preguntar el: 17 de diciembre de 2026." in dates(client, "/es", **answers)
    of_504 = dates(client, letter="504", **answers)
    assert "I ask again on: December 11, 2026." in of_504
    assert "holidays" not in of_504
    assert "consent" not in of_504


@pytest.mark.parametrize(("language", "title"), [("", "Ask again"), ("/es", "Volver a preguntar")])
def test_the_file_for_a_calendar_holds_the_days_and_no_word_of_a_child(client, language, title):
    typed = dict.fromkeys(TEXTS, HOSTILE) | {"sent_on": TODAY, "consent_on": TODAY}
    response = post(client, language, calendar="yes", **typed)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="reminder.ics"'
    events = Calendar.from_ical(response.content).walk("VEVENT")
    days = [TODAY + timedelta(days=20), TODAY + timedelta(days=90)]
    assert [event.decoded("dtstart") for event in events] == days
    assert {str(event["summary"]) for event in events} == {title}
    for typed_there in ("script", "SUMMARY:y", "school", "NJCMO"):
        assert typed_there not in response.content.decode()


def test_without_a_day_there_is_no_file_to_save(client):
    response = post(client, calendar="yes", sent_on="")
    assert response["Content-Type"].startswith("text/html")
    assert b'name="calendar"' not in response.content


@pytest.mark.parametrize("day", ["2026-02-30", "next Friday", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_gets_one_sentence_and_stays(client, day):
    response = post(client, sent_on=day)
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "lxml")
    assert len(page.select("#errors li")) == 1
    assert page.select_one("[name=sent_on]")["value"] == day


def test_the_list_of_mistakes_leads_down_the_page(client):
    mistakes = {
        "sent_on": "2001-01-01",
        "hard": [line.slug for line in lines()],
        "school": "x" * 201,
    }
    page = BeautifulSoup(post(client, **mistakes).content, "lxml")
    places = [link["href"][1:] for link in page.select("#errors a")]
    on_page = [part["id"] for part in page.select("#questions [id]") if part["id"] in places]
    assert len(places) == 3
    assert places == on_page


def test_a_day_is_read_in_the_way_of_this_country_too(client):
    assert "February 3, 2027" in letter(client, sent_on="02/03/2027")


# The checklist --------------------------------------------------------------------------------


def test_the_link_of_the_checklist_fills_in_the_age_and_what_a_school_has_to_know(client):
    ticked = "child_age=6_to_8&sign=writing&sign=calm&sign=sleep&sign=u-lost-skill"
    for language in LANGUAGES:
        result = soup(client, f"{language}/signs-checklist/?{ticked}")
        links = {link["href"] for link in result.select(f"main a[href^='{language}{PATH}']")}
        assert links == {f"{language}{PATH}?child_age=6_to_8&sign=writing&sign=calm"}
        page = soup(client, links.pop())
        checked = [box["value"] for box in page.select("[name=hard][checked]")]
        assert checked == ["write", "feelings"]
        assert page.select_one("[name=child_age][checked]")["value"] == "6_to_8"
        assert page.select_one("meta[name=robots][content=noindex]")


@pytest.mark.parametrize("age", ["", "under_3"])
def test_below_3_the_checklist_leads_to_no_letter(client, age):
    result = soup(client, f"/signs-checklist/?child_age={age}&sign=calm")
    assert not result.main.select(f"a[href^='{PATH}']")


def test_an_address_fills_in_nothing_else_and_at_most_five_lines(client):
    signs = "&".join(f"sign={sign}" for line in lines() for sign in line.signs)
    typed = "&".join(f"{name}=zebra" for name in [*TEXTS, "letter", "sent_on", "papers"])
    response = client.get(f"{PATH}?{signs}&{typed}&child_age=zebra&sign=zebra&hard=travel-work")
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    assert len(page.select("[name=hard][checked]")) == 5
    assert "zebra" not in page.main.get_text()
    assert "zebra" not in str(page.form)
    assert page.select_one("[name=letter][checked]")["value"] == "evaluation"


def test_each_line_is_in_both_languages_and_names_signs_of_the_checklist():
    known = set(Sign.objects.values_list("slug", flat=True))
    for line in lines():
        assert line.en
        assert line.es
        assert set(line.signs) <= known, line.slug


def test_the_list_is_that_of_the_age_and_keeps_what_was_checked(client):
    response = post(client, child_age="18_to_20", hard="dress", show_list="yes", school="Lincoln")
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    shown = {box["value"] for box in page.select("[name=hard]")}
    assert shown == {line.slug for line in lines() if "18_to_20" in line.ages} | {"dress"}
    assert page.select_one("[name=school]")["value"] == "Lincoln"
    assert "(3 to 12)" in words(soup(client, PATH).select_one("label:has([value=dress])"))


# What was typed -------------------------------------------------------------------------------


def typed_in(response) -> dict:
    page = BeautifulSoup(response.content, "lxml").select_one("#questions")
    return {field["name"]: field.get("value") for field in page.select("[type=text], [type=date]")}


TYPED = dict.fromkeys(TEXTS, "zebra") | {"sent_on": "2026-11-27", "consent_on": "2026-12-01"}


@pytest.mark.parametrize("looked_at", [{}, {"looked_at": "yes"}], ids=["form", "letter"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_of_language_keeps_what_was_typed(client, language, looked_at):
    answers = TYPED | looked_at | {"switch_language": "es", "hard": ["write"], "letter": "504"}
    response = post(client, language, **answers)
    assert response.status_code == 200
    assert typed_in(response) == TYPED
    page = BeautifulSoup(response.content, "lxml")
    assert {box["value"] for box in page.select("[checked]")} >= {"write", "504"}
    assert bool(page.select(".letter")) == bool(looked_at)
    other = "" if language else "/es"
    assert page.select_one("#language")["formaction"].startswith(f"{other}{PATH}")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_200_characters_is_taken_and_a_longer_one_told(client, name):
    assert post(client, **{name: "é" * 200}).status_code == 200
    response = post(client, **TYPED | {name: "é" * 201})
    assert response.status_code == 422
    assert typed_in(response) == TYPED | {name: "é" * 201}
    assert "Shorten this to 200 characters; it has 201" in response.content.decode()


def test_more_than_five_lines_are_told(client):
    six = [line.slug for line in lines()][:6]
    response = post(client, hard=six)
    assert response.status_code == 422
    assert "Check up to 5. You checked 6." in response.content.decode()
    assert post(client, hard=six[:5]).status_code == 200


def test_whatever_is_typed_stands_in_the_letter_as_text(client):
    response = post(client, papers="other", letter="504", **dict.fromkeys(TEXTS, HOSTILE))
    html = response.content.decode()
    assert "<script>x()" not in html
    assert html.count(escape("<script>x()</script>{{ 7|add:7 }}{% now 'Y' %}{{call:span}}")) >= 8


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe%%%=%zz&school=%C3%28%00&hard=%ff", "application/x-www-form-urlencoded"),
        (b"school=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"{}", "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"letter=x&child_age=x&papers=%00&sent_on=%00&hard=", "application/x-www-form-urlencoded"),
        (b"school=" + b"%CC%81" * 9000, "application/x-www-form-urlencoded"),
        (b"a" * 300_000, "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_any_bytes_get_a_page(client, body, kind):
    for extra in (b"", b"&switch_language=es", b"&show_list=yes", b"&calendar=yes"):
        response = client.generic("POST", PATH, body + extra, content_type=kind)
        assert response.status_code in {200, 400, 413, 422}
        assert b"<html" in response.content


# What is kept: nothing ------------------------------------------------------------------------


def everything_stored(capsys) -> str:
    call_command("dumpdata", "--all")
    return capsys.readouterr().out


def test_nothing_typed_reaches_a_log_the_database_the_cache_a_title_or_an_address(
    client, caplog, capsys, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    cached = []
    for name in ("set", "add", "set_many"):
        monkeypatch.setattr(cache, name, lambda *args, **kwargs: cached.append((args, kwargs)))
    marked = dict.fromkeys(TEXTS, "zebra-mark") | {"papers": "other"}
    for language in LANGUAGES:
        for further in (
            {}, {"sent_on": "zebra-mark"}, {"switch_language": "es"}, {"show_list": "yes"},
            {"calendar": "yes", "sent_on": str(TODAY)}, {"letter": "zebra-mark"},
        ):  # fmt: skip
            response = post(client, language, **marked | further)
            assert "zebra-mark" not in str(response.headers)
            if "calendar" in further:
                assert b"zebra-mark" not in response.content
                continue
            page = BeautifulSoup(response.content, "lxml")
            assert "zebra-mark" not in str(page.head)
            assert not page.select("a[href*=zebra-mark], [action*=zebra], [formaction*=zebra]")
            assert b"zebra-mark" in response.content
    assert "zebra-mark" not in caplog.text
    assert "zebra-mark" not in str(cached)
    assert "zebra-mark" not in everything_stored(capsys)
    assert not client.cookies


def test_no_page_of_the_letter_is_kept_or_sets_a_cookie(client):
    for response in (client.get(PATH), post(client), post(client, sent_on="x"),
                     post(client, calendar="yes", sent_on=TODAY)):  # fmt: skip
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies


def test_a_browser_without_any_cookie_gets_its_letter(client):
    client.handler.enforce_csrf_checks = True
    assert letter(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none", "Origin": "https://elsewhere.example"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver.elsewhere.example"},
    ],
)
def test_another_site_puts_no_words_into_a_letter_of_ours(client, headers):
    response = client.post(PATH, TYPED, headers=headers)
    assert response.status_code == 422
    assert typed_in(response) == TYPED
    assert b"did not come from our page" in response.content
    assert not BeautifulSoup(response.content, "lxml").select(".letter")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ot.example.org"},  # behind a proxy that asks by another name
        {"Referer": "https://ot.example.org/es/school-letter/"},
        {"Origin": "https://ot.example.org:8443", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver", "Referer": ""},  # as some add-ons for privacy send it
        {"Origin": "null", "Referer": ""},
    ],
)
def test_a_letter_is_made_whatever_stands_between_the_browser_and_the_site(
    client, settings, headers
):
    settings.SITE_URL = "https://ot.example.org"
    assert client.post(PATH, TYPED, headers=headers).status_code == 200


def test_a_letter_costs_as_many_queries_however_much_it_says(client):
    little = queries_of(client, PATH, posted={"letter": "evaluation"})
    much = queries_of(client, PATH, posted=TYPED | {"hard": [line.slug for line in lines()][:5]})
    assert little == much <= 6


# Where it is found ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_is_led_to_where_its_question_comes_up(client, language):
    for path, part in (
        ("/who-to-call/", "#call-school-district"),
        ("/who-to-call/", ".first-doors"),
        ("/who-to-call/", "#school-said-no"),
        ("/who-to-call/?child_age=13_to_17", ".first-door"),
        ("/faq/", "#q-ot-cost-school"),
    ):
        page = soup(client, f"{language}{path}")
        assert page.select(f"{part} a[href^='{language}{PATH}']"), (path, part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_under_3_a_family_calls_early_intervention_instead(client, language):
    page = soup(client, f"{language}{PATH}")
    assert page.select(".page-head a[href='tel:18886534463']")
    assert page.select_one("[id='504']")
