"""Was this page helpful? Counted once a day for each person, of whom nobody knows who they are."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client

from njcmo_site.heard.forgetting import forget_old
from njcmo_site.heard.pages import TITLES, asked_about
from njcmo_site.sitemaps import SITEMAPS, PageSitemap
from referrals.families import limits
from referrals.models import Count
from services.models import Card, PageAnswer, Topic
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

PAGE = "/occupational-therapy/autism/"
NOW = datetime(2026, 11, 30, 12, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture(autouse=True)
def at_noon(monkeypatch, settings):
    """Whatever the clock says; and with one secret, so that chance does not take two for one."""
    settings.SECRET_KEY, settings.SECRET_KEYS = "one", ["one"]
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


class Clock:
    now = NOW


@pytest.fixture
def phone():
    """One that takes no cookie, and would show a missing token as a browser meets it."""
    return Client(enforce_csrf_checks=True, headers={"user-agent": "Phone"})


def press(phone, answer="yes", page=PAGE, language="", **about):
    return phone.post(f"{language}/helpful{page}", {"answer": answer}, **about)


def counted() -> dict:
    rows = PageAnswer.objects.values_list("page", "language", "answer", "number")
    return {tuple(row): number for *row, number in rows}


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def test_every_page_for_search_engines_leads_to_the_question_about_itself(client):
    assert sorted(TITLES) == PageSitemap().items()
    told = {url["location"] for kind in SITEMAPS.values() for url in kind().get_urls()}
    assert len([url for url in told if "/es/" not in url]) == len(asked_about())
    for page in asked_about():
        for prefix in ("", "/es"):
            links = soup(client.get(f"{prefix}{page}")).select('footer a[href*="/helpful/"]')
            assert [link["href"] for link in links] == [f"{prefix}/helpful{page}"]


@pytest.mark.parametrize("path", ["/search/?q=x", "/nope/", f"/helpful{PAGE}", "/preview/x/"])
def test_other_pages_do_not_ask(client, path):
    assert not soup(client.get(path)).select('footer a[href*="/helpful/"]:not(.lang)')


def test_the_question_names_the_page_leads_back_and_offers_yes_or_three_reasons(client):
    for prefix, title in (("", "Occupational Therapy for Autism"), ("/es", "autismo")):
        response = client.get(f"{prefix}/helpful{PAGE}")
        page = soup(response)
        back = page.select_one(".lead a")
        assert back["href"] == f"{prefix}{PAGE}"
        assert title.lower()[-6:] in back.get_text().lower()
        buttons = page.select("main form button[name=answer]")
        assert [one["value"] for one in buttons] == PageAnswer.Answer.values
        assert not page.select("main form :is(input, textarea)")
        assert page.select_one("meta[name=robots][content=noindex]")
        assert not response.cookies


@pytest.mark.parametrize("path", ["/helpful/nope/", "/helpful/faq", "/helpful//evil.example/"])
@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_page_that_is_not_there_is_not_asked_about(client, path, ask):
    for one in (path, path.replace("helpful", "helpful/thank-you")):
        assert getattr(client, ask)(one, {"answer": "yes"}).status_code in {404, 405}
    assert counted() == {}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("answer", PageAnswer.Answer.values)
def test_an_answer_is_counted_thanked_for_and_leads_back_to_the_page(phone, language, answer):
    prefix = "" if language == "en" else "/es"
    response = press(phone, answer, language=prefix)
    assert response.status_code == 303
    assert counted() == {(PAGE, language, answer): 1}
    thanks = phone.get(response["Location"])
    assert soup(thanks).select_one("main a")["href"] == f"{prefix}{PAGE}"
    assert not response.cookies
    assert not thanks.cookies


def test_a_person_counts_once_a_day_on_a_page_in_whichever_language(phone, at_noon):
    for answer, language in (("yes", ""), ("yes", ""), ("hard", ""), ("yes", "/es")):
        assert press(phone, answer, language=language).status_code == 303
    assert counted() == {(PAGE, "en", "yes"): 1}
    press(phone, page="/faq/")
    assert counted() == {(PAGE, "en", "yes"): 1, ("/faq/", "en", "yes"): 1}
    at_noon.now += timedelta(days=1)
    press(phone)
    assert [*PageAnswer.objects.filter(page=PAGE).values_list("number", flat=True)] == [1, 1]


def test_people_behind_one_connection_and_elsewhere_are_told_apart(phone):
    press(phone)
    press(phone, headers={"user-agent": "Laptop"})
    press(phone, REMOTE_ADDR="192.0.2.7")
    assert counted() == {(PAGE, "en", "yes"): 3}


def test_a_flood_from_one_connection_counts_as_twenty_people_at_most(phone, monkeypatch):
    monkeypatch.setattr(limits, "ANSWERS_AN_HOUR", 10_000)
    for number in range(300):
        press(phone, headers={"user-agent": f"Program {number}"})
    assert counted() == {(PAGE, "en", "yes"): 20}
    assert PageAnswer.objects.count() == 1


def test_after_too_many_in_an_hour_a_press_is_thanked_and_a_request_still_taken(
    phone, client, answers, monkeypatch
):
    monkeypatch.setattr(limits, "ANSWERS_AN_HOUR", 2)
    for page in ("/faq/", "/", PAGE):
        assert press(phone, page=page).status_code == 303
    assert sum(counted().values()) == 2
    assert client.post("/get-help/", answers)["Location"] == "/get-help/thank-you/"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"referer": "https://evil.example/"},
    ],
)
def test_a_press_on_another_site_counts_nothing_and_is_asked_again(phone, headers):
    response = press(phone, headers=headers)
    assert response["Location"] == f"/helpful{PAGE}"
    assert counted() == {}


@pytest.mark.parametrize("answer", ["", "no", "yes'", "x" * 500])
def test_what_is_no_answer_is_asked_again(phone, answer):
    assert press(phone, answer)["Location"] == f"/helpful{PAGE}"
    assert counted() == {}


def test_nothing_that_is_kept_tells_who_pressed(phone):
    press(phone, REMOTE_ADDR="192.0.2.7")
    with connection.cursor() as cursor:
        cached = cursor.execute("SELECT * FROM cache").fetchall()
    kept = [*PageAnswer.objects.values(), *Count.objects.values(), *cached]
    assert cached
    assert not [row for row in kept if "192.0.2.7" in str(row) or "Phone" in str(row)]


def test_what_knows_that_somebody_answered_is_gone_at_midnight(phone, monkeypatch):
    asked = {}
    monkeypatch.setattr(cache, "add", lambda key, value, timeout: asked.update({key: timeout}))
    press(phone)
    assert [*asked.values()] == [12 * 3600 + 1]


def test_answers_are_kept_for_a_year(at_noon):
    for day in (date(2025, 11, 29), date(2025, 11, 30)):
        PageAnswer.objects.create(page=PAGE, language="en", answer="yes", day=day, number=1)
    forget_old()
    assert [row.day for row in PageAnswer.objects.all()] == [date(2025, 11, 30)]


@pytest.mark.parametrize(
    ("path", "words"),
    [("/privacy/", "do not know who gave them"), ("/es/privacy/", "no sabemos quién las dio")],
)
def test_the_privacy_statement_says_that_answers_are_counted(client, path, words):
    assert words in client.get(path).content.decode()


# What editors see --------------------------------------------------------------------------------


def told(answer="hard", number=3, page=PAGE, language="en", day="2026-11-30"):
    PageAnswer.objects.create(page=page, language=language, answer=answer, number=number, day=day)


def page_of(row) -> str:
    kind = type(row)._meta.model_name
    return f"/admin/services/{kind}/{row.pk}/change/"


def beside(client, row) -> str:
    page = soup(client.get(page_of(row)))
    return " ".join(page.select_one('[aria-label="Was this page helpful?"]').get_text().split())


def test_editors_see_the_counts_of_ninety_days_beside_a_page_and_a_card(client, staff):
    topic, card = Topic.objects.get(address="autism"), Card.objects.get(slug="socks")
    client.force_login(staff("content editor"))
    assert "Nobody has answered yet" in beside(client, topic)
    told("yes", 4)
    told("yes", 1, day=NOW.date() - timedelta(days=89))
    told("yes", 7, day=NOW.date() - timedelta(days=90))
    told("no_next_step", 2, language="es")
    told("hard", 6, page=card.get_absolute_url())
    assert "English: yes 5; did not find it 0; hard to understand 0" in beside(client, topic)
    assert "Spanish: yes 0; did not find it 0; hard to understand 0; no next step 2" in beside(
        client, topic
    )
    assert "hard to understand 6" in beside(client, card)


def test_a_reviewer_sees_the_page_without_the_counts(client, staff):
    client.force_login(staff("clinical reviewer"))
    shown = client.get(page_of(Topic.objects.get(address="autism"))).content.decode()
    assert "Was this page helpful" not in shown


def test_the_list_of_editors_begins_with_the_page_that_has_most_reasons(client, staff):
    told("hard", 3)
    told("yes", 9, page="/faq/")
    told("not_found", 4, page="/gone/", language="es")
    client.force_login(staff("content editor"))
    assert soup(client.get("/admin/")).select_one('a[href="/admin/heard/"]')
    rows = soup(client.get("/admin/heard/")).select("tbody tr")
    cells = [[cell.get_text() for cell in row.select("th, td")][1:] for row in rows]
    assert [row.a["href"] for row in rows] == ["/gone/", PAGE, "/faq/"]
    assert cells[0] == ["Spanish", "0", "4", "0", "0"]


def test_the_list_costs_the_same_however_much_was_told(client, staff):
    client.force_login(staff("content editor"))
    before = queries_of(client, "/admin/heard/")
    for page in asked_about():
        told(page=page)
    assert queries_of(client, "/admin/heard/") == before
