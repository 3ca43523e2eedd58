"""What visitors see while PostgreSQL or Redis hang, are cut off and come back: real processes."""

import re
from http.cookiejar import CookieJar
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from njcmo_site.env import POSTGRESQL
from njcmo_site.postgresql import outage, watched
from njcmo_site.redis_cache import REDIS_TIMEOUT
from tests.families import TYPED, ask, family_at, reference, soon, stored, typed_on
from tests.njcmo_site.test_many_machines import redis  # noqa: F401  a fixture
from tests.server import wait_until
from tests.staff_pages import form_of
from tests.wire import Wire

pytestmark = pytest.mark.browser  # no browser, but real servers

READY = ["/", "/es/", "/faq/", "/who-to-call/", "/es/glossary/"]
FIRST_QUESTION = "from faq.models import Question; print(Question.objects.first().pk)"


@pytest.fixture(scope="module")
def site(new_site, new_database, redis):  # noqa: F811
    """One process of the site, with a wire to each of its servers."""
    database, cache = (urlsplit(url) for url in (new_database("faults"), redis))
    wires = Wire(database.port), Wire(cache.port)
    server = new_site(
        "faults",
        DATABASE_URL=f"postgres://njcmo@127.0.0.1:{wires[0].port}/faults",
        CACHE_URL=f"redis://127.0.0.1:{wires[1].port}/0",
        WEB_CONCURRENCY="1",
    )
    yield SimpleNamespace(server=server.start(), database=wires[0], cache=wires[1])
    for wire in wires:
        wire.mend()
    server.stop()
    for wire in wires:
        wire.end()


@pytest.fixture
def family(site):
    return family_at(site.server)


def test_nobody_waits_three_seconds_for_what_hangs():
    until_it_is_asked = max(outage.SILENT, POSTGRESQL["pool"]["timeout"])
    assert until_it_is_asked + outage.ASKING < 3
    assert REDIS_TIMEOUT < 3


@pytest.fixture
def staff_page(site):
    """An answer as an editor has it open who has signed in."""
    site.server.add_staff(editor="content editor")
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Origin", site.server.url)]

    def fields(path) -> dict:
        with browser.open(site.server.url + path) as answer:
            return form_of(SimpleNamespace(content=answer.read()))

    with browser.open(f"{site.server.url}/accounts/login/") as answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())[1]
    signs_in = {"csrfmiddlewaretoken": token, "login": "editor", "password": "a good password"}
    browser.open(f"{site.server.url}/accounts/login/", urlencode(signs_in).encode()).close()
    path = f"/admin/faq/question/{ask(site.server, FIRST_QUESTION)}/change/"
    return SimpleNamespace(path=path, browser=browser, form=fields(path))


@pytest.fixture(params=["hang", "cut"])
def without_database(site, family, request):
    getattr(site.database, request.param)()
    yield
    site.database.mend()
    wait_until(site.server.answers)


@pytest.mark.usefixtures("pages_kept_ready")
def test_without_the_database_pages_go_on_and_all_else_says_so_within_three_seconds(
    site, without_database
):
    for path in ("/search/?q=autism", "/get-help/", "/es/nothing/", "/readyz"):
        status, page = soon(site.server, path)
        assert status == 503
        assert path == "/readyz" or "1-877-652-7624" in page
    assert [soon(site.server, path)[0] for path in [*READY, "/healthz"]] == [200] * 6


def test_without_the_database_a_form_comes_back_with_what_was_typed_and_can_be_sent_later(
    site, family, without_database
):
    status, page = soon(site.server, "/es/get-help/", family.answers, family.browser)
    assert (status, "no contará dos veces" in page) == (503, True)
    typed = typed_on(page)
    assert typed.items() >= TYPED.items()
    status, page = soon(site.server, "/school-letter/", {"school": "Lincoln"})
    assert (status, typed_on(page)) == (503, {"school": "Lincoln"})
    site.database.mend()
    wait_until(site.server.answers)
    for _ in range(2):
        _status, page = soon(site.server, "/get-help/", typed, family.browser)
        assert stored(site.server).count(reference(page)) == 1


def test_a_page_of_staff_that_cannot_be_saved_says_what_is_true_and_keeps_what_was_typed(
    site, staff_page
):
    typed = staff_page.form | {"answer_en": "<p>Typed in vain</p>"}
    site.database.hang()
    try:
        status, page = soon(site.server, staff_page.path, typed, staff_page.browser)
    finally:
        site.database.mend()
        wait_until(site.server.answers)
    assert status == 503
    assert "We cannot tell whether your change was saved" in page
    again = typed_on(page)
    assert again["answer_en"] == "<p>Typed in vain</p>"
    status, page = soon(site.server, staff_page.path, again, staff_page.browser)
    assert (status, "was changed successfully" in page) == (200, True)


def test_an_answer_that_takes_long_is_waited_for_while_the_server_lives(cluster, monkeypatch):
    monkeypatch.setattr(watched, "SILENT", 0.01)
    with watched.Watched.connect(f"{cluster.url}/postgres") as connection:
        assert connection.execute("SELECT 'slow', pg_sleep(0.3)").fetchone()[0] == "slow"


@pytest.mark.parametrize("fault", ["hang", "cut"])
def test_without_redis_everything_is_answered_within_three_seconds(site, family, fault):
    getattr(site.cache, fault)()
    try:
        assert soon(site.server, "/readyz")[0] == 503
        assert soon(site.server, "/search/?q=autism")[0] == 200
        _status, page = soon(site.server, "/get-help/", family.answers, family.browser)
        assert reference(page)
    finally:
        site.cache.mend()
        wait_until(site.server.answers)
