"""The sheet about a child: what it says, how it is carried on, and that nothing of it is kept."""

import logging

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.utils.html import escape
from django.utils.translation import override

from referrals.models import Referral
from services.childs_page.sheet import MOST_LINES, Line, Part, Sheet, parts
from tests.services.test_school_letter import HOSTILE, LANGUAGES, everything_stored, words

pytestmark = pytest.mark.django_db

PATH = "/my-childs-page/"
TEXTS = ["child_first_name", *(part.name for part in parts())]
TICKED = {"talk_lines": ["short"], "hard_lines": ["noise", "touch"], "helps_lines": ["quiet"]}
TYPED = dict.fromkeys(TEXTS, "zebra")


def post(client, language="", **answers):
    return client.post(f"{language}{PATH}", answers)


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def typed_in(response) -> dict:
    questions = page_of(response).select_one("#questions")
    fields = {field["name"]: field["value"] for field in questions.select("[type=text][value]")}
    return fields | {area["name"]: area.text.strip() for area in questions.select("textarea")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_says_each_thing_in_both_languages_whatever_the_page(client, language):
    response = post(client, language, helps="una canción", child_first_name="Ana", **TICKED)
    sheet = page_of(response).select_one(".sheet")
    english = [words(part) for part in sheet.select("[lang=en]")]
    spanish = [words(part) for part in sheet.select("[lang=es]")]
    assert {"What helps", "A quiet place to rest", "Touch without a warning"} < set(english)
    assert {"Lo que ayuda", "Un lugar tranquilo para descansar"} < set(spanish)
    assert "una canción" in words(sheet)
    assert words(sheet.select_one(".called")) == "Ana"


def test_what_is_blank_gets_lines_to_write_on(client):
    blank = page_of(post(client))
    assert len(blank.select(".sheet .lines")) == len(parts())
    assert not blank.select("form[action^='/get-help/']")  # there is nothing to carry
    filled = page_of(post(client, good="drawing", talk_lines="short"))
    assert len(filled.select(".sheet .lines")) == len(parts()) - 2


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_200_characters_is_taken_and_a_longer_one_told(client, name):
    assert post(client, **{name: "é" * 200}).status_code == 200
    response = post(client, **TYPED | TICKED | {name: "é" * 201})
    assert response.status_code == 422
    assert typed_in(response) == TYPED | {name: "é" * 201}
    assert len(page_of(response).select("#questions [checked]")) == 4
    assert "Shorten this to 200 characters; it has 201" in response.content.decode()


def test_more_lines_than_fit_are_told(client):
    response = post(client, helps_lines=["quiet", "time", "seat", "plan", "praise"])
    assert response.status_code == 422
    assert "Check up to 4. You checked 5." in response.content.decode()


@pytest.mark.parametrize("looked_at", [{}, {"looked_at": "yes"}], ids=["form", "sheet"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_of_language_keeps_what_was_typed(client, language, looked_at):
    response = post(client, language, **TYPED | TICKED | looked_at, switch_language="es")
    assert response.status_code == 200
    assert typed_in(response) == TYPED
    assert len(page_of(response).select("#questions [checked]")) == 4
    assert bool(page_of(response).select(".sheet")) == bool(looked_at)
    other = "" if language else "/es"
    assert page_of(response).select_one("#language")["formaction"].startswith(f"{other}{PATH}")


def test_whatever_is_typed_stands_on_the_sheet_as_text(client):
    html = post(client, **dict.fromkeys(TEXTS, HOSTILE)).content.decode()
    assert "<script>x()" not in html
    assert html.count(escape("<script>x()</script>{{ 7|add:7 }}{% now 'Y' %}{{call:span}}")) >= 14


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe%%%=%zz&hard=%C3%28%00&hard_lines=%ff", "application/x-www-form-urlencoded"),
        (b"hard=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"hard=" + b"%CC%81" * 9000, "application/x-www-form-urlencoded"),
        (b"a" * 300_000, "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_any_bytes_get_a_page(client, body, kind):
    for path in (PATH, "/get-help/"):
        for extra in (b"", b"&switch_language=es", b"&carried=yes&message=%00%ff"):
            response = client.generic("POST", path, body + extra, content_type=kind)
            assert response.status_code in {200, 400, 413, 422}
            assert b"<html" in response.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_press_carries_the_words_into_the_request_and_sends_nothing(client, language):
    sheet = page_of(post(client, language, **TYPED | TICKED))
    form = sheet.select_one(f"form[action='{language}/get-help/#kept']")
    carried = {field["name"]: field["value"] for field in form.select("[name]")}
    response = client.post(f"{language}/get-help/", carried)
    assert response.status_code == 200
    page = page_of(response)
    message = page.select_one("[name=message]").text.strip()
    helps = "Lo que ayuda: Un lugar tranquilo para descansar; zebra"
    assert (helps if language else "What helps: A quiet place to rest; zebra") in message
    assert page.select_one("#kept")
    assert not page.select("#errors, [checked]")
    assert not Referral.objects.exists()
    # Sent from there, it is a form like any other: its token and number are those of this browser.
    assert page.select_one("[name=page_opened]")["value"]


def test_words_that_another_site_sends_are_not_carried(client):
    headers = {"Sec-Fetch-Site": "cross-site"}
    answers = {"carried": "yes", "message": "zebra"}
    response = client.post("/get-help/", answers, headers=headers)
    assert response.status_code == 200
    assert b"zebra" not in response.content
    shown = client.post("/my-childs-page/", {"hard": "zebra"}, headers=headers)
    assert shown.status_code == 422
    assert not page_of(shown).select(".sheet")


def test_a_message_that_is_too_long_is_carried_whole_and_told_when_it_is_sent(client):
    carried = page_of(client.post("/get-help/", {"carried": "yes", "message": "é" * 2001}))
    assert carried.select_one("[name=message]").text.strip() == "é" * 2001
    response = client.post("/get-help/", {"message": "é" * 2001})
    assert "Shorten this to 2000 characters; it has 2001" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_fullest_sheet_fits_into_a_message(language):
    with override(language):
        full = {part.name: "x" * 200 for part in parts()}
        for part in parts():
            longest = sorted(part.lines, key=lambda line: -len(str(line)))[:MOST_LINES]
            full[f"{part.name}_lines"] = {line.slug for line in longest}
        assert len(Sheet(full).message) <= 2000


def test_a_part_that_says_nothing_stays_out_of_the_message():
    part = Part(Line("good", "Loves", "Le gusta"), [])
    assert str(part) == ""


def test_nothing_typed_reaches_a_log_the_database_the_cache_a_title_or_an_address(
    client, caplog, capsys, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    cached = []
    for name in ("set", "add", "set_many"):
        monkeypatch.setattr(cache, name, lambda *args, **kwargs: cached.append((args, kwargs)))
    marked = dict.fromkeys(TEXTS, "zebra-mark")
    carried = {"carried": "yes", "message": "zebra-mark"}
    for language in LANGUAGES:
        for response in (
            post(client, language, **marked), post(client, language, **marked, hard_lines="x"),
            post(client, language, **marked, switch_language="es"),
            client.post(f"{language}/get-help/", carried),
        ):  # fmt: skip
            assert "zebra-mark" not in str(response.headers)
            page = page_of(response)
            assert "zebra-mark" not in str(page.head)
            assert not page.select("a[href*=zebra-mark], [action*=zebra], [formaction*=zebra]")
            assert b"zebra-mark" in response.content
    assert "zebra-mark" not in caplog.text
    assert "zebra-mark" not in str(cached)
    assert "zebra-mark" not in everything_stored(capsys)


def test_no_page_of_the_sheet_is_kept_or_sets_a_cookie(client):
    for response in (client.get(PATH), post(client), post(client, hard="x" * 201)):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
    assert b"zebra" not in client.get(f"{PATH}?hard=zebra&child_first_name=zebra").content
