"""What changes at 3, 5, 18 and 21: complete without a date, and with the dates of a child."""

import logging
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.utils import timezone
from icalendar import Calendar

from services.what_changes.changes import changes, content, months_after
from tests.services.test_school_letter import LANGUAGES, everything_stored, words

pytestmark = pytest.mark.django_db

PATH = "/what-changes-when/"
TODAY = date(2026, 11, 29)


@pytest.fixture(autouse=True)
def a_day_in_november(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


def page(client, language="", status=200, **answers) -> BeautifulSoup:
    response = client.post(f"{language}{PATH}", answers)
    assert response.status_code == status
    return BeautifulSoup(response.content, "lxml")


def ages(part: BeautifulSoup | None) -> list[str]:
    return [one["id"] for one in part.select(".age-part h3")] if part else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_date_all_ages_are_there_with_words_to_say(client, language):
    found = BeautifulSoup(client.get(f"{language}{PATH}").content, "lxml")
    assert ages(found.select_one(".sheet")) == ["age-3", "age-5", "age-18", "age-21"]
    for part in found.select(".age-part"):
        assert len(part.select("li")) >= 3
        assert len(part.select("dd")) >= 2
    assert found.select(".age-part a[href='tel:18886534463']")
    assert not found.select(".when")
    for link in found.select(".age-part p a"):
        assert client.get(link["href"]).status_code == 200


@pytest.mark.parametrize(
    ("month", "year", "to_come"),
    [
        ("11", "2026", ["age-3", "age-5", "age-18", "age-21"]),
        ("11", "2023", ["age-3", "age-5", "age-18", "age-21"]),  # turns 3 this month
        ("10", "2023", ["age-5", "age-18", "age-21"]),
        ("1", "2009", ["age-18", "age-21"]),
        ("11", "2008", ["age-18", "age-21"]),
        ("11", "2005", ["age-21"]),  # turns 21 this month
    ],
)
def test_an_age_that_is_past_is_folded_away(client, month, year, to_come):
    found = page(client, month=month, year=year)
    assert ages(found.select_one(".sheet")) == to_come
    past = ages(found.select_one("details .changes"))
    assert past + to_come == ["age-3", "age-5", "age-18", "age-21"]


def test_each_age_to_come_has_its_month_and_a_time_to_ask(client):
    found = page(client, month="5", year="2024")
    when = [words(one) for one in found.select(".sheet .when")]
    assert when[0] == "In May 2027. That is soon: ask now."
    assert when[1] == "In May 2029. A good time to begin to ask: November 2028."
    spanish = page(client, "/es", month="5", year="2024").select(".sheet .when")[1]
    assert words(spanish) == (
        "En mayo de 2029. Un buen momento para empezar a preguntar: noviembre de 2028."
    )
    assert words(page(client, month="11", year="2023").select(".when")[0]) == "This month: ask now."


@pytest.mark.parametrize(
    "answers",
    [
        {"month": "5", "year": "next"}, {"month": "13", "year": "2019"}, {"month": "", "year": ""},
        {"month": "0", "year": "0000"}, {"year": "2019"}, {"month": "5", "year": "19"}, {},
        {"month": "12", "year": "2026"}, {"month": "1", "year": "9999"},
        {"month": "10", "year": "2005"}, {"month": "1", "year": "1000"},
        {"month": "5", "year": "\u0662\u0660\u0661\u0669"}, {"month": "5", "year": "9" * 5000},
        {"month": "x\x00", "year": "\x00"},
    ],
)  # fmt: skip
def test_a_date_that_is_none_to_come_or_too_long_ago_gets_one_sentence(client, answers):
    for language in LANGUAGES:
        found = page(client, language, status=422, **answers)
        assert len(found.select("#errors li")) == 1
        assert len(ages(found.select_one(".sheet"))) == 4


def test_a_date_to_come_and_one_of_an_adult_are_told_apart(client):
    assert "still to come" in words(page(client, status=422, month="12", year="2026").main)
    assert "ends at 21" in words(page(client, status=422, month="10", year="2005").main)


@pytest.mark.parametrize(
    ("language", "title"), [("", "Ask what comes next"), ("/es", "Preguntar qué sigue")]
)
def test_the_file_for_a_calendar_has_the_days_to_come_and_no_word_of_a_child(
    client, language, title
):
    answers = {"calendar": "yes", "month": "1", "year": "2009"}
    response = client.post(f"{language}{PATH}", answers)
    assert response["Content-Disposition"] == 'attachment; filename="reminder.ics"'
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [
        date(2027, 1, 1), date(2029, 7, 1), date(2030, 1, 1),
    ]  # fmt: skip
    assert {str(event["summary"]) for event in events} == {title}
    for told in ("2009", "NJCMO", "21", "child"):
        assert f":{told}" not in response.content.decode()


def test_the_switch_of_language_keeps_the_date(client):
    for looked_at in ({}, {"looked_at": "yes"}):
        found = page(client, "/es", month="5", year="2019", switch_language="es", **looked_at)
        assert found.select_one("[name=year]")["value"] == "2019"
        assert found.select_one("[name=month] [selected]")["value"] == "5"
        assert bool(found.select(".when")) == bool(looked_at)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff%%%=%zz&year=%C3%28%00&month=%ff", "application/x-www-form-urlencoded"),
        (b"year=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"year=" + b"%CC%81" * 9000, "application/x-www-form-urlencoded"),
    ],
)
def test_any_bytes_get_a_page(client, body, kind):
    for extra in (b"", b"&switch_language=es", b"&calendar=yes"):
        response = client.generic("POST", PATH, body + extra, content_type=kind)
        assert response.status_code in {200, 400, 413, 422}
        assert b"<html" in response.content


def test_no_date_reaches_a_log_the_database_the_cache_a_title_or_an_address(
    client, caplog, capsys, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    cached = []
    for name in ("set", "add", "set_many"):
        monkeypatch.setattr(cache, name, lambda *args, **kwargs: cached.append((args, kwargs)))
    for further in ({}, {"year": "zebra-mark"}, {"switch_language": "es"}, {"calendar": "yes"}):
        response = client.post(PATH, {"month": "5", "year": "zebra-mark"} | further)
        assert "zebra-mark" not in str(response.headers)
        found = BeautifulSoup(response.content, "lxml")
        assert "zebra-mark" not in str(found.head)
        assert not found.select("a[href*=zebra-mark], [action*=zebra], [formaction*=zebra]")
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
    assert "zebra-mark" not in caplog.text + str(cached)
    assert "zebra-mark" not in everything_stored(capsys)
    assert not client.cookies


def test_each_text_is_in_both_languages():
    for row in content()["changes"]:
        for text in [row, row["link"], *row["facts"], *row["words"]]:
            assert text["en"]
            assert text["es"]
    assert [change.age for change in changes()] == [3, 5, 18, 21]


def test_months_are_counted_over_the_end_of_a_year():
    assert months_after(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert months_after(date(2026, 1, 1), -6) == date(2025, 7, 1)
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)
