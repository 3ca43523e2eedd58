"""Searches that found nothing: what is kept of them, and who sees it when."""

from datetime import date, timedelta
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError

from njcmo_site.heard.forgetting import forget_old
from njcmo_site.search import unanswered
from njcmo_site.search.freshness import index
from referrals.families import limits
from referrals.models import Count
from services.models import UnansweredSearch
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

FIRST = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """day.now is today."""
    monkeypatch.setattr(unanswered, "_noted", {})
    clock = mock.Mock(now=FIRST)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: clock.now)
    return clock


def search(client, query, language="", **address):
    response = client.get(f"{language}/search/", {"q": query}, **address)
    assert response.status_code == 200
    return response


def kept() -> set:
    return set(UnansweredSearch.objects.values_list("language", "words", "days"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("xylophone", "xylophone"),
        ("Xylophone", "xylophone"),
        ("where do I get a xylophone", "xylophone"),
        ("xylophoné", "xylophone"),
    ],
)
def test_plain_words_that_no_page_has_are_kept(client, query, words):
    search(client, query)
    assert kept() == {("en", words, 1)}


def test_words_are_kept_by_the_language_of_the_page(client):
    search(client, "xylophone")
    search(client, "xylophone", "/es")
    assert kept() == {("en", "xylophone", 1), ("es", "xylophone", 1)}


@pytest.mark.parametrize(
    "query",
    [
        "xzqvut 12345",
        "xzqvut5",
        "xzqvut٣",
        "2015550123",
        "xzqvut@qwxyz.zzq",
        "xzqvut.qwxyz",
        "xzqvut/qwxyz",
        "xzqvut_qwxyz",
        "xzqvut-qwxyz",
        "xzqvut, wqzxc",
        "Xzqvut Wqzxc",
        "xzqvut Wqzxc",
        "xzqvut Áwqzxc",
        "XzqvutWqzxc",
        "XZQVUT",
        "xzqvut wqzxc",
        "xzqvut de la wqzxc",
        "my Xzqvut",
        "x'zqvut w'qzxc",
        "xzq'vut",
        "xzq’vutwq",
        "xzqvutwqzxcvwqz",
        "王小明",
        "the",
    ],
)
def test_numbers_addresses_and_pairs_like_names_are_never_kept(client, query):
    search(client, query)
    assert kept() == set()


def test_what_finds_something_or_cannot_wait_is_not_kept(client):
    for query in ("autism", "xylophone autism", "suicide"):
        search(client, query)
    assert kept() == set()


def test_at_most_one_word_is_kept_that_no_page_has():
    known = index()
    assert unanswered.words_to_keep("autism xzqvut", known) == "autism xzqvut"
    assert unanswered.words_to_keep("wqzxc xzqvut", known) == ""


def test_a_day_counts_once_and_editors_see_what_was_asked_on_three(client, staff, day):
    def shown():
        page = BeautifulSoup(editor.get("/admin/heard/").content, "lxml")
        return [row.get_text(" ", strip=True) for row in page.select("tbody tr")]

    editor = type(client)()
    editor.force_login(staff("content editor"))
    for _ in range(2):
        for _ in range(3):
            search(client, "xilófono", "/es")
        day.now += timedelta(days=1)
    assert kept() == {("es", "xilofono", 2)}
    assert shown() == []
    search(client, "xilófono", "/es")
    assert shown() == ["xilofono Spanish 3 December 2, 2026 Forget “xilofono”"]


def test_words_asked_on_fewer_days_are_forgotten_after_thirty_and_others_after_a_year(day):
    for words, days in (("rare", 2), ("often", 3)):
        own = {"words": words, "days": days, "first_on": FIRST, "last_on": FIRST}
        UnansweredSearch.objects.create(language="en", **own)
    for later, left in ((30, {"rare", "often"}), (31, {"often"}), (365, {"often"}), (366, set())):
        day.now = FIRST + timedelta(days=later)
        forget_old()
        assert {row.words for row in UnansweredSearch.objects.all()} == left


def test_a_flood_fills_no_more_than_the_rows_of_a_day(client, day, monkeypatch):
    monkeypatch.setattr(unanswered, "NEW_A_DAY", 2)
    for query in ("xzqvut", "wqzxcv", "vvqzxw"):
        search(client, query)
    assert UnansweredSearch.objects.count() == 2
    day.now += timedelta(days=1)
    search(client, "vvqzxw")
    assert UnansweredSearch.objects.count() == 3


def test_one_connection_fills_no_more_than_its_share_and_nobody_knows_whose_it_was(
    client, monkeypatch
):
    monkeypatch.setattr(limits, "NEW_WORDS_A_DAY", 2)
    for query in ("xzqvut", "wqzxcv", "vvqzxw"):
        search(client, query)
    search(client, "zzxqvw", REMOTE_ADDR="192.0.2.7")
    assert {words for _language, words, _days in kept()} == {"xzqvut", "wqzxcv", "zzxqvw"}
    told = str([*Count.objects.values_list()])
    assert "127.0.0.1" not in told
    assert "192.0.2.7" not in told


def test_words_that_are_known_already_are_nobodys_share(client, day, monkeypatch):
    monkeypatch.setattr(limits, "NEW_WORDS_A_DAY", 1)
    search(client, "xzqvut")
    search(client, "wqzxcv", REMOTE_ADDR="192.0.2.7")
    day.now += timedelta(days=1)
    search(client, "xzqvut")
    search(client, "wqzxcv")
    assert kept() == {("en", "xzqvut", 2), ("en", "wqzxcv", 2)}


def test_words_that_were_noted_today_cost_no_query(client):
    assert queries_of(client, "/search/?q=xylophone") <= 1


def test_a_note_that_fails_costs_no_answer_and_tells_the_log_no_words(client, caplog, monkeypatch):
    monkeypatch.setattr(unanswered, "note_words", mock.Mock(side_effect=DatabaseError("xylophone")))
    assert b"Nothing was found" in search(client, "xylophone").content
    assert "Words that found nothing were not noted (DatabaseError)" in caplog.text
    assert "xylophone" not in caplog.text


def test_editors_forget_a_name_that_got_through(client, editor, day):
    for _day in range(3):
        search(client, "xzqvut")
        search(client, "xylophone")
        day.now += timedelta(days=1)
    page = editor.get("/admin/heard/").content.decode()
    assert "xzqvut" in page
    page = editor.post("/admin/heard/", {"forget": "xzqvut"}, follow=True).content.decode()
    assert "Forgotten." in page
    assert "xzqvut" not in page
    assert "xylophone" in page
    assert editor.post("/admin/heard/", {"forget": "a\0b"}, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [("/privacy/", "search that found nothing"), ("/es/privacy/", "búsqueda que no encontró nada")],
)
def test_the_privacy_statement_says_what_is_kept_of_searches(client, path, words):
    assert words in client.get(path).content.decode()
