"""Pages kept ready are those of today: nobody reads what has been changed, whenever it changes."""

import itertools
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.utils import timezone

from njcmo_site.caching import FOR_EVERYBODY
from njcmo_site.ready import filling
from njcmo_site.ready import version as versions
from njcmo_site.ready.pages import ReadyPages
from njcmo_site.ready.version import Version, read_version
from services.models import ContactDetails, FirstCall, Stamp, Synonyms, Topic, kept
from tests.factories import confirm, publish
from tests.ready import Site

pytestmark = pytest.mark.django_db

NEW_JERSEY = ZoneInfo("America/New_York")
AUTISM = "/occupational-therapy/autism/"


@pytest.fixture
def site(monkeypatch):
    """It asks for the version each time, and not only every half second."""
    monkeypatch.setattr(versions, "EVERY", 0)
    return Site()


def rename(topic, **when):
    topic.title_en, topic.title_es = "New words", "Palabras nuevas"
    topic.save()
    topic.publish(topic.content(), None, "Test", **when)


@pytest.mark.parametrize(("prefix", "words"), [("", b"New words"), ("/es", b"Palabras nuevas")])
def test_what_is_published_is_read_in_both_languages(site, prefix, words):
    assert site.keeps(prefix + AUTISM)
    rename(Topic.objects.get(address="autism"))
    assert words in site.get(prefix + AUTISM).body
    assert site.keeps(prefix + AUTISM)


def test_what_is_withdrawn_is_gone_and_what_is_published_again_is_there(site):
    topic = Topic.objects.get(address="autism")
    seen = [site.get(AUTISM).status]
    topic.withdraw()
    seen.append(site.get(AUTISM).status)
    publish(topic)
    seen.append(site.get(AUTISM).status)
    assert seen == [200, 404, 200]


def test_what_is_deleted_is_heard_of_as_well():
    before = read_version()
    Synonyms.objects.first().delete()
    assert read_version() != before


def test_a_request_that_has_changed_something_goes_by_the_new_stamp_from_there_on():
    """Else what it reads, and a rollback undoes, would be kept as what everybody goes by."""
    kept.begin()
    try:
        before = kept.stamp()
        Synonyms.objects.first().save()
        assert kept.stamp() != before
    finally:
        kept.end()


def test_a_fact_that_is_corrected_is_read_on_every_page(site):
    site.get("/who-to-call/")
    site.get("/privacy/")
    call = FirstCall.objects.get(name="performcare")
    call.phone = "201-555-0199"
    call.save()
    contact = ContactDetails.current()
    contact.email = "new@example.org"
    contact.save()
    assert b"201-555-0199" in site.get("/who-to-call/").body
    assert b"new@example.org" in site.get("/privacy/").body


def test_an_edition_begins_and_ends_at_its_minute_though_nobody_saves_anything(site, monkeypatch):
    friday = datetime(2030, 3, 1, 9, tzinfo=NEW_JERSEY)
    end = friday + timedelta(minutes=30)
    rename(Topic.objects.get(address="autism"), begins_at=friday, ends_at=end)
    seen = []
    for minutes in (-1, 0, 29, 30):
        monkeypatch.setattr(timezone, "now", lambda at=friday + timedelta(minutes=minutes): at)
        seen.append(b"New words" in site.get(AUTISM).body)
    assert seen == [False, True, True, False]


def test_a_page_that_says_what_has_passed_is_made_anew_at_midnight_in_new_jersey(site, monkeypatch):
    FirstCall.objects.update(checked_on="2030-01-01", check_every=90)
    midnight = datetime(2030, 4, 2, tzinfo=NEW_JERSEY)  # the 91st day begins
    seen = []
    for seconds in (-1, 0):
        monkeypatch.setattr(timezone, "now", lambda at=midnight + timedelta(seconds=seconds): at)
        seen.append(b"Last checked" in site.get("/who-to-call/").body)
    assert seen == [False, True]


def test_a_review_is_read_at_once_and_its_end_at_midnight_in_new_jersey(site, monkeypatch):
    midnight = datetime(2030, 4, 2, tzinfo=NEW_JERSEY)
    seen = []

    def look(seconds):
        monkeypatch.setattr(timezone, "now", lambda: midnight + timedelta(seconds=seconds))
        read = site.get(AUTISM).body
        seen.append((b"Reviewed by Ana Ruiz" in read, b"review has been due" in read))

    look(-2)
    topic = Topic.objects.get(address="autism")
    confirm(topic, reviewed_on=date(2030, 3, 1), next_on=date(2030, 4, 1))
    look(-1)
    look(0)
    assert seen == [(False, False), (True, False), (True, True)]


def test_what_was_changed_past_the_models_is_read_in_another_hour(site, monkeypatch):
    now = datetime(2030, 4, 2, 9, 59, tzinfo=NEW_JERSEY)
    for minutes, asked in ((0, 1), (0, 1), (1, 2), (1 + 24 * 60, 3)):
        monkeypatch.setattr(timezone, "now", lambda at=now + timedelta(minutes=minutes): at)
        site.get("/faq/")
        assert len(site.asked) == asked


def test_a_page_that_was_made_while_somebody_saved_is_not_kept(site):
    handler = site.handler

    def save_meanwhile(environ, start_response):
        answer = handler(environ, start_response)  # with the words from before
        Stamp.renew()
        return answer

    site.handler = save_meanwhile
    assert site.get("/faq/").status == 200
    assert not site.ready.store.pages
    site.handler = handler
    assert site.keeps("/faq/")


def test_a_page_that_another_process_changed_since_the_version_was_asked_is_not_kept_as_new():
    """A process knows of a change half a second late; what it makes meanwhile belongs to it."""
    site = Site()
    site.get("/faq/")  # asks for the version
    topic = Topic.objects.get(address="autism")
    rename(topic)
    assert b"New words" in site.get(AUTISM).body
    (page,) = (page for path, page in site.ready.store.pages.items() if path == AUTISM)
    assert page.version == read_version()


def test_a_process_asks_every_half_second_and_not_before(monkeypatch):
    now, asked = [100.0], []
    monkeypatch.setattr(versions.time, "monotonic", lambda: now[0])
    version = Version(lambda: asked.append(now[0]) or "1")
    for now[0] in (100.0, 100.1, 100.4, 100.5, 100.9, 101.0):
        assert version.lately() == "1"
    assert asked == [100.0, 100.5, 101.0]


def test_where_a_thread_asks_for_news_no_visitor_does(monkeypatch):
    monkeypatch.setattr(filling, "keep_filled", lambda _pages, tried: tried.set())
    pages, asked = ReadyPages(a_page), []
    pages.version.read = lambda: asked.append(1) or "1"
    assert filling.start_filling(pages).wait(60)
    assert pages.page("/faq/") is None
    assert not asked
    pages.version.now()
    assert pages.page("/faq/").version == "1"


def test_a_database_that_is_away_is_asked_no_more_often(monkeypatch):
    now, asked = [100.0], []

    def away():
        asked.append(now[0])
        raise OperationalError

    monkeypatch.setattr(versions.time, "monotonic", lambda: now[0])
    version = Version(away)
    for now[0] in (100.0, 100.1, 100.5):
        assert version.lately() is None
    assert asked == [100.0, 100.5]


def test_one_thread_asks_at_a_time_so_that_what_is_known_is_the_last_that_was_said():
    version = Version(lambda: str(version.asking.locked()))
    assert version.now() == version.lately() == version.known == "True"


def away() -> str:
    raise OperationalError


def test_without_the_database_pages_go_on_and_what_fails_is_not_kept(site):
    whole = site.get("/faq/")
    site.ready.version.read = away
    assert site.get("/faq/").body == whole.body
    site.get("/glossary/")
    assert list(site.ready.store.pages) == ["/faq/"]
    assert site.asked == ["/faq/", "/glossary/"]
    site.ready.version.read = read_version
    assert site.keeps("/glossary/")


@pytest.mark.parametrize("read", [lambda: "1", away])
def test_who_has_asked_gives_the_connection_back_whatever_was_said(monkeypatch, read):
    """Threads that keep theirs would use up the pool of PostgreSQL."""
    given_back = []
    monkeypatch.setattr(versions, "close_old_connections", lambda: given_back.append(1))
    Version(read).now()
    assert given_back == [1]


def test_a_start_without_the_database_answers_as_django_does(site):
    site.ready.version.read = away
    assert site.get("/nowhere/").status == 404
    assert "ETag" not in site.get("/faq/").headers
    assert not site.ready.store.pages


class Body(list):
    def close(self):
        pass


def a_page(environ, start_response):
    start_response("200 OK", [("Cache-Control", FOR_EVERYBODY)])
    return Body([b"A page"])


def test_nobody_waits_while_another_asks_a_database_that_is_slow(monkeypatch):
    monkeypatch.setattr(versions, "EVERY", 0)
    asking, answered = threading.Event(), threading.Event()
    pages = ReadyPages(a_page)
    pages.version.read = lambda: "1"
    pages.page("/faq/")

    def slow():
        asking.set()
        assert answered.wait(60)
        return "2"

    pages.version.read = slow
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(pages.version.now)
        assert asking.wait(60)
        assert pages.page("/faq/").version == "1"
        answered.set()
        assert waits.result() == "2"


def test_many_who_ask_for_one_cold_page_have_it_made_once():
    made, alone, go_on, waiting = [], [], threading.Event(), threading.Semaphore(0)

    def make_slowly(environ, start_response):
        made.append(environ["PATH_INFO"])
        assert go_on.wait(60)
        return a_page(environ, start_response)

    class BeingMade(dict):
        def get(self, key):
            alone.append(pages.changing.locked())  # two that find nothing would both make it
            found = super().get(key)
            if found:
                waiting.release()
            return found

    pages = ReadyPages(make_slowly)
    pages.version.read, pages.being_made = lambda: "1", BeingMade()
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(pages.page, "/faq/") for _ in range(8)]
        found = [waiting.acquire(timeout=60) for _ in range(7)]
        go_on.set()
        assert len({id(answer.result()) for answer in answers}) == 1
    assert (made, all(found), dict(pages.being_made)) == (["/faq/"], True, {})
    assert all(alone)


def test_a_page_that_is_ready_waits_for_none_that_is_being_made():
    pages = ReadyPages(a_page)
    pages.version.read = lambda: "1"
    page = pages.page("/faq/")
    pages.changing = None  # nobody could take it
    assert pages.page("/faq/") is page


def test_who_has_heard_of_a_change_does_not_wait_for_a_page_from_before_it():
    go_on, makes = threading.Event(), threading.Event()

    def make(environ, start_response):
        if not makes.is_set():
            makes.set()
            assert go_on.wait(60)
        return a_page(environ, start_response)

    pages = ReadyPages(make)
    pages.version.read = lambda: "1"
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(pages.page, "/faq/")
        assert makes.wait(60)
        pages.version.read = lambda: "2"
        pages.version.now()
        assert pages.page("/faq/").version == "2"
        go_on.set()
        assert before.result().version == ""


def test_who_waits_for_a_page_that_fails_hears_of_it_and_the_next_one_tries_again():
    waits = threading.Event()

    class BeingMade(dict):
        def get(self, key):
            found = super().get(key)
            if found:
                waits.set()
            return found

    def fail(_environ, _start_response):
        answers.append(pool.submit(pages.page, "/faq/"))
        assert waits.wait(60)
        raise MemoryError

    pages, answers = ReadyPages(fail), []
    pages.version.read, pages.being_made = lambda: "1", BeingMade()
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(MemoryError):
            pages.page("/faq/")
        with pytest.raises(MemoryError):
            answers[0].result(60)
    pages.django = a_page
    assert pages.page("/faq/").version == "1"


def test_a_page_that_another_thread_has_made_since_it_was_looked_for_is_not_made_again():
    pages = ReadyPages(a_page)
    pages.version.read = lambda: "1"
    page = pages.page("/faq/")
    assert pages.made_once("/faq/", "1") is page


def test_every_public_page_is_made_ready_before_somebody_asks(site):
    assert filling.fill(site.ready, site.ready.version.now())
    made = len(site.asked)
    assert site.asked == sorted(site.asked, key=len)  # most families open the short ones
    listed = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", site.get("/sitemap.xml").body.decode())
    for path in listed:
        site.get(path)
    assert set(site.asked[made + 1 :]) == {
        f"{prefix}/{path}/"
        for prefix in ("", "/es")
        for path in (
            "get-help",
            "my-childs-page",
            "request-status",
            "school-letter",
            "signs-checklist",
            "what-changes-when",
        )
    }
    assert {"/", "/es/", AUTISM, "/es/try-today/socks/"} <= site.ready.store.pages.keys()


def test_filling_begins_again_when_something_changes_meanwhile(site):
    version = site.ready.version.now()
    Stamp.renew()
    assert not filling.fill(site.ready, version)
    assert filling.fill(site.ready, site.ready.version.now())


def test_what_could_not_be_made_for_a_moment_is_made_later_though_nothing_has_changed(
    site, monkeypatch
):
    """As while a database is away for less time than one page takes."""
    version, django, failing = site.ready.version.now(), site.ready.django, [AUTISM, "/es/faq/"]

    def fail_once(environ, start_response):
        if environ["PATH_INFO"] in failing:
            failing.remove(environ["PATH_INFO"])
            start_response("500 Internal Server Error", [])
            return Body()
        return django(environ, start_response)

    def end_when_tried_twice(_seconds):
        if next(rounds) == 2:
            raise KeyboardInterrupt

    rounds = itertools.count(1)
    monkeypatch.setattr(filling, "AGAIN", 0)
    monkeypatch.setattr(filling.time, "sleep", end_when_tried_twice)
    site.ready.django = fail_once
    with pytest.raises(KeyboardInterrupt):
        filling.keep_filled(site.ready, threading.Event())
    assert {AUTISM, "/es/faq/"} <= site.ready.store.pages.keys()
    assert site.ready.version.now() == version


def test_what_cannot_be_made_is_tried_every_five_seconds_while_news_is_asked_for_all_the_time(
    monkeypatch,
):
    now, filled = [0.0], []

    def wait(seconds):
        assert seconds == versions.EVERY
        now[0] += seconds
        if now[0] > 11:
            raise KeyboardInterrupt

    clock = SimpleNamespace(monotonic=lambda: now[0], sleep=wait)
    monkeypatch.setattr(filling, "time", clock)
    monkeypatch.setattr(filling, "fill", lambda *_: filled.append(now[0]))
    pages = ReadyPages(a_page)
    pages.version.read = lambda: "1"
    with pytest.raises(KeyboardInterrupt):
        filling.keep_filled(pages, threading.Event())
    assert filled == [0.0, 5.0, 10.0]


def test_filling_survives_whatever_goes_wrong(monkeypatch):
    rounds = iter([OSError, "1", "1", KeyboardInterrupt])
    filled = []

    def read():
        said = next(rounds)
        if isinstance(said, str):
            return said
        raise said

    monkeypatch.setattr(versions, "EVERY", 0)
    monkeypatch.setattr(filling, "fill", lambda _pages, version: filled.append(version) or True)
    pages = ReadyPages(a_page)
    pages.version.read = read
    with pytest.raises(KeyboardInterrupt):
        filling.keep_filled(pages, threading.Event())
    assert filled == ["1"]


@pytest.mark.parametrize(("read", "seen"), [(lambda: "1", [False]), (away, [])])
def test_a_start_waits_until_every_page_was_tried_if_there_is_a_database(monkeypatch, read, seen):
    def end(_seconds):
        raise KeyboardInterrupt

    tried, found = threading.Event(), []
    monkeypatch.setattr(filling, "fill", lambda *_: found.append(tried.is_set()) or True)
    monkeypatch.setattr(filling.time, "sleep", end)
    pages = ReadyPages(a_page)
    pages.version.read = read
    with pytest.raises(KeyboardInterrupt):
        filling.keep_filled(pages, tried)
    assert (found, tried.is_set()) == (seen, True)


def test_a_start_that_keeps_nothing_waits_for_nothing():
    assert filling.start_filling(ReadyPages(a_page, keeps=False)).is_set()
