"""deploy/nginx.conf: what the proxy keeps, what it never keeps, and what it tells the site."""

import socket
import ssl
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from njcmo_site.caching import FOR_EVERYBODY
from tests.proxy import LARGE, NGINX, Proxy, Site
from tests.server import wait_until

pytestmark = [
    pytest.mark.browser,  # no browser, but a real proxy
    pytest.mark.skipif(not NGINX, reason="nginx is not installed"),
]

# As pages for everybody say it, but for longer than any test takes.
FOR_LONG = {"Cache-Control": FOR_EVERYBODY.replace("s-maxage=1,", "s-maxage=600,")}


@pytest.fixture
def site():
    site = Site()
    yield site
    site.end()


@pytest.fixture
def proxy(tmp_path, site):
    proxy = Proxy(tmp_path, site.server_port).start()
    yield proxy
    proxy.stop()


def test_it_is_well_formed(tmp_path, site):
    tried = Proxy(tmp_path, site.server_port).run("-t")
    said = tried.communicate(timeout=60)[1]
    assert tried.returncode == 0, said
    assert "warn" not in said


def test_a_page_for_everybody_is_asked_for_once(proxy, site):
    site.says["/faq/"] = FOR_LONG
    assert [proxy.get("/faq/", Cookie=f"a={number}").status for number in range(5)] == [200] * 5
    assert len(site.asked) == 1


def test_many_who_ask_for_one_page_at_once_have_the_site_asked_once(proxy, site):
    site.says["/faq/"] = FOR_LONG
    site.goes_on.clear()
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(proxy.get, "/faq/") for _ in range(8)]
        # One process of nginx has taken in those before it when it has answered this one.
        wait_until(lambda: all(answer.running() for answer in answers))
        for _ in range(8):
            proxy.get("/get-help/")
        site.goes_on.set()
        assert [answer.result().status for answer in answers] == [200] * 8
    assert [asked.path for asked in site.asked].count("/faq/") == 1


def test_after_its_second_one_asks_for_the_new_page_and_nobody_else_waits(proxy, site):
    site.says["/faq/"] = {
        "Cache-Control": "public, s-maxage=1, stale-while-revalidate=600",
        "X-Edition": "old",
    }
    proxy.get("/faq/")
    site.says["/faq/"] = site.says["/faq/"] | {"X-Edition": "new"}
    site.goes_on.clear()
    with ThreadPoolExecutor(1) as pool:

        def asks_again() -> bool:
            answers.append(pool.submit(proxy.get, "/faq/"))
            wait_until(lambda: answers[-1].done() or len(site.asked) == 2)
            return len(site.asked) == 2

        answers = []
        try:
            wait_until(asks_again)
            others = [proxy.get("/faq/").headers["X-Edition"] for _ in range(3)]
        finally:
            site.goes_on.set()
        read = [answer.result().headers["X-Edition"] for answer in answers]
    assert (read[-1], set(read[:-1]), set(others)) == ("new", {"old"}, {"old"})
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private"},
        FOR_LONG | {"Set-Cookie": "a=b"},
    ],
)
def test_whatever_else_the_site_says_is_kept_for_nobody(proxy, site, headers):
    site.says["/get-help/"] = headers
    assert [proxy.get("/get-help/").status for _ in range(3)] == [200] * 3
    assert len(site.asked) == 3


def test_each_encoding_is_kept_as_itself(proxy, site):
    site.says["/faq/"] = FOR_LONG | {"Vary": "Accept-Encoding"}
    for encoding in ("br", "gzip", "br", "gzip"):
        proxy.get("/faq/", **{"Accept-Encoding": encoding})
    assert [asked.headers["Accept-Encoding"] for asked in site.asked] == ["br", "gzip"]


def test_another_query_never_meets_a_page_that_is_kept(proxy, site):
    site.says["/faq/"] = site.says["/faq/?draft"] = FOR_LONG
    for path in ("/faq/", "/faq/?draft"):
        proxy.get(path)
    assert [asked.path for asked in site.asked] == ["/faq/", "/faq/?draft"]


def test_a_foreign_host_is_answered_nothing_and_reads_no_certificate(proxy, site):
    site.says["/faq/"] = FOR_LONG
    proxy.get("/faq/")
    with pytest.raises(OSError, match="closed connection"):
        proxy.get("/faq/", Host="evil.example")
    with pytest.raises(OSError, match="closed connection"):
        urllib.request.urlopen(f"http://127.0.0.1:{proxy.http}/faq/", timeout=30)
    for name in ("evil.example", None):
        with socket.create_connection(("127.0.0.1", proxy.https), timeout=30) as line:
            trust = ssl.create_default_context()
            trust.check_hostname = bool(name)
            with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
                trust.wrap_socket(line, server_hostname=name)
    assert len(site.asked) == 1


def test_a_page_for_everybody_is_read_while_the_site_is_away(proxy, site):
    site.says["/faq/"] = {"Cache-Control": FOR_EVERYBODY}
    proxy.get("/faq/")
    site.end()
    assert [proxy.get(path).status for path in ("/faq/", "/get-help/")] == [200, 502]


def test_nothing_that_a_family_writes_or_reads_gets_onto_the_disk(proxy):
    with proxy.open("/get-help/", b"message=" + b"x" * 200_000) as answer:
        assert answer.status == 200
    with proxy.open(LARGE) as answer:
        for _ in range(8):  # somebody else's turns, in which it takes in what nobody reads yet
            proxy.get("/get-help/")
        assert answer.read()
    assert "temporary file" not in (proxy.folder / "warnings").read_text()


def test_what_is_too_large_is_refused_by_the_site_in_its_own_words(proxy, site):
    with proxy.open("/get-help/", b"x" * 4_900_000) as answer:
        assert answer.status == 200
    assert len(site.asked) == 1


def test_it_compresses_nothing_itself(proxy):
    answer = proxy.get("/get-help/", **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_the_site_hears_who_asks_last_and_that_it_is_secure(proxy, site):
    proxy.get("/", **{"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http"})
    (asked,) = site.asked
    assert asked.headers["X-Forwarded-For"] == "192.0.2.1, 127.0.0.1"
    assert asked.headers["X-Forwarded-Proto"] == "https"


class Stay(urllib.request.HTTPRedirectHandler):
    """It does not go where it is sent."""

    def http_error_301(self, _request, answer, *_more):
        return answer


def test_plain_http_leads_to_https(proxy, site):
    opener = urllib.request.build_opener(Stay)
    with opener.open(f"http://localhost:{proxy.http}/faq/?q=a", timeout=30) as answer:
        assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/faq/?q=a")
    assert not site.asked


def test_who_asked_for_what_is_logged_nowhere(proxy):
    proxy.get("/accounts/password/reset/key/a-key/")
    urllib.request.build_opener(Stay).open(f"http://localhost:{proxy.http}/a-key/").close()
    assert (proxy.folder / "access.log").read_text() == ""
