"""Pages kept ready: who gets them, and what never becomes one."""

import gzip
from io import BytesIO
from ipaddress import ip_network
from zoneinfo import ZoneInfo

import brotli
import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test.utils import CaptureQueriesContext
from django.views.decorators.csrf import csrf_protect

from njcmo_site.caching import FOR_EVERYBODY, for_everybody
from njcmo_site.ready.asked import encoding_for, is_our_host, page_asked_for
from njcmo_site.ready.pages import is_no_page, may_be_kept
from njcmo_site.ready.store import Page, Store
from njcmo_site.search import freshness
from njcmo_site.search.freshness import PUBLIC
from services.models import Card, NextStep, Stamp, Synonyms, Topic, UrgentPhrases, kept
from tests.factories import make_photo, publish
from tests.ready import Site

pytestmark = pytest.mark.django_db

NEW_JERSEY = ZoneInfo("America/New_York")
KEPT = ["/", "/es/", "/faq/", "/occupational-therapy/", "/es/occupational-therapy/autism/"]
KEPT += ["/find-your-cmo/", "/who-to-call/", "/glossary/", "/try-today/", "/try-today/socks/"]
KEPT += [
    "/privacy/",
    "/accessibility/",
    "/first-visit-card/",
    "/for-professionals/",
    "/first-visit-card/autism/",
]
KEPT += ["/get-help/safe/", "/helpful/faq/", "/helpful/thank-you/faq/"]
NEVER_KEPT = ["/get-help/", "/get-help/thank-you/", "/get-help/leave/", "/search/?q=autism"]
NEVER_KEPT += ["/signs-checklist/", "/signs-checklist/?sign=writing&child_age=6_to_8"]
NEVER_KEPT += ["/my-childs-page/", "/what-changes-when/"]
NEVER_KEPT += ["/school-letter/", "/accounts/login/", "/admin/", "/preview/x/", "/healthz"]
NEVER_KEPT += ["/request-status/", "/robots.txt", "/no/such/page/"]


@pytest.fixture
def site():
    return Site()


@pytest.mark.parametrize("path", KEPT)
def test_a_page_that_everybody_reads_is_made_once(site, path):
    assert site.keeps(path)
    assert site.asked == [path]


@pytest.mark.parametrize("address", NEVER_KEPT)
def test_what_is_for_one_visitor_is_asked_of_django_as_it_comes_and_never_kept(site, address):
    assert not site.keeps(address, HTTP_COOKIE="a=b")
    assert site.asked == [address.partition("?")[0]] * 2
    assert not site.ready.store.pages


@pytest.mark.parametrize("address", ["/nowhere/", "/es/nowhere/"])
def test_what_is_not_there_is_never_kept(site, address):
    assert not site.keeps(address)
    assert not site.ready.store.pages


def test_a_page_kept_ready_is_what_django_answers_with_every_header(site, client):
    for path in KEPT:
        site.get(path)
        mine, djangos = site.get(path), client.get(path, headers={"host": "localhost"})
        assert mine.body == djangos.content
        assert dict(djangos.items()).items() <= mine.headers.items()
        assert mine.headers["Cache-Control"] == FOR_EVERYBODY


def test_each_encoding_is_the_same_page_under_a_tag_of_its_own(site):
    plain = site.get("/faq/")
    packed = site.get("/faq/", HTTP_ACCEPT_ENCODING="gzip")
    smallest = site.get("/faq/", HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    assert gzip.decompress(packed.body) == brotli.decompress(smallest.body) == plain.body
    assert [one.headers.get("Content-Encoding") for one in (plain, packed, smallest)] == [
        None,
        "gzip",
        "br",
    ]
    assert len({one.headers["ETag"] for one in (plain, packed, smallest)}) == 3
    for one in (plain, packed, smallest):
        assert one.headers["Vary"] == "Accept-Encoding"
        assert one.headers["Content-Length"] == str(len(one.body))
        assert one.headers["ETag"].startswith('"')
    # As the budgets count it (test_budgets.py), or less.
    assert len(smallest.body) < len(packed.body) <= len(gzip.compress(plain.body, 9))
    assert site.asked == ["/faq/"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("identity", ""),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip; q=0.000", ""),
        ("GZIP", "gzip"),
        ("brx, xgzip", ""),
        ("deflate, gzip;q=1.0, br;q=0.1", "br"),
    ],
)
def test_the_smallest_encoding_that_is_taken_is_sent(accepted, encoding):
    assert encoding_for(accepted) == encoding


def test_no_header_is_sent_twice():
    given = [("Content-Type", "text/html"), ("Content-Length", "6"), ("VARY", "Accept-Encoding")]
    for body in Page.of("1", given, b"A page").bodies.values():
        for headers in (body.headers, body.headers_unchanged):
            names = [name.lower() for name, _value in headers]
            assert len(names) == len({*names})


def test_what_two_machines_have_made_of_a_page_has_the_same_tags(monkeypatch):
    """Else whoever is sent to the other one would load again what has not changed."""
    made = []
    for moment in (1, 1000):
        monkeypatch.setattr(gzip.time, "time", lambda at=moment: at)
        made.append(Page.of("1", [], b"A page"))
    assert made[0] == made[1]


def test_head_has_the_headers_of_get_and_no_body(site):
    whole, head = site.get("/faq/"), site.get("/faq/", method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("sent", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_the_page_is_told_that_it_is_the_same(site, method, sent):
    whole = site.get("/faq/", HTTP_ACCEPT_ENCODING="br")
    sent = sent.format(whole.headers["ETag"])
    again = site.get("/faq/", method, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=sent)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == whole.headers["ETag"]
    left_out = {"Content-Type", "Content-Length", "Content-Encoding"}
    assert whole.headers.keys() - again.headers.keys() == left_out


@pytest.mark.parametrize("sent", ['"other"', "other", ""])
def test_who_has_another_page_gets_this_one(site, sent):
    assert site.get("/faq/", HTTP_IF_NONE_MATCH=sent).status == 200


def test_who_is_signed_in_or_sends_any_header_gets_the_page_of_everybody(site, client, staff):
    whole = site.get("/faq/")
    client.force_login(staff())
    cookie = "; ".join(f"{one.key}={one.value}" for one in client.cookies.values())
    fresh = Site()
    strange = {"HTTP_COOKIE": cookie, "HTTP_ACCEPT_LANGUAGE": "es", "HTTP_HOST": "localhost:81"}
    strange |= {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_ORIGINAL_URL": "/admin/"}
    strange |= {"HTTP_RANGE": "bytes=0-1", "HTTP_X_HTTP_METHOD_OVERRIDE": "POST"}
    for each in (fresh.get("/faq/", **strange), fresh.get("/faq/")):
        assert (each.body, each.headers) == (whole.body, whole.headers)
    assert fresh.asked == ["/faq/"]


def test_staff_see_drafts_and_what_is_not_published_and_nobody_after_them_does(site, client, staff):
    topic = Topic.objects.get(address="autism")
    path = "/occupational-therapy/autism/"
    topic.withdraw()
    client.force_login(staff())
    cookie = {"HTTP_COOKIE": "; ".join(f"{c.key}={c.value}" for c in client.cookies.values())}
    for address in (path, f"{path}?draft", "/faq/?draft"):
        shown = site.get(address, **cookie)
        assert shown.status == 200
        assert "no-store" in shown.headers["Cache-Control"]
    assert site.get(path).status == 404
    assert not site.ready.store.pages


@pytest.mark.parametrize(
    "query", ["utm_source=news&utm_campaign=a%20b", "gclid=1", "fbclid=x", "mc_cid=1&mc_eid=2"]
)
def test_what_newsletters_add_to_an_address_leads_to_the_same_page(site, query):
    whole = site.get("/faq/")
    assert site.get(f"/faq/?{query}").body == whole.body
    assert site.asked == ["/faq/"]


OTHER_QUERIES = ["x=1", "utm_source=a&x=1", "draft", "&", "%75tm_source=a", "q"]
OTHER_QUERIES += ["utmost=1", "mc=1", "gclids=1", "fbclid-x"]


@pytest.mark.parametrize("query", OTHER_QUERIES)
def test_any_other_query_is_answered_by_django_and_kept_by_no_cache(site, query):
    site.get("/faq/")
    answer = site.get(f"/faq/?{query}")
    assert len(site.asked) == 2
    assert "public" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/find-your-cmo/?county=essex", "/try-today/socks/?both=1"])
def test_what_a_family_chose_is_not_the_page_of_everybody(site, path):
    site.get(path.partition("?")[0])
    chosen = site.get(path)
    assert "public" not in chosen.headers.get("Cache-Control", "")
    assert chosen.body != site.get(path.partition("?")[0]).body


@pytest.mark.parametrize("host", ["evil.example", "a b", "localhost.evil.example"])
def test_a_foreign_host_is_refused_though_the_page_is_kept(site, host):
    site.get("/faq/")
    answer = site.get("/faq/", HTTP_HOST=host)
    assert answer.status == 400
    assert "Content-Security-Policy" in answer.headers


def test_whether_a_request_without_a_host_is_for_us_django_says():
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/faq/"}
    assert page_asked_for(asked | {"HTTP_HOST": "localhost"}) == "/faq/"
    assert page_asked_for(asked) is None


@pytest.fixture
def https_site(settings):
    settings.SITE_URL = "https://localhost"
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    return Site()


def test_with_https_a_page_that_is_kept_is_sent_over_https_alone(https_site):
    secure = {"wsgi.url_scheme": "https"}
    whole = https_site.get("/faq/", **secure)
    assert (whole.status, whole.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    plain = https_site.get("/faq/")
    assert (plain.status, plain.headers["Location"]) == (301, "https://localhost/faq/")
    assert https_site.get("/faq/", **secure).body == whole.body
    assert https_site.asked == ["/faq/", "/faq/"]


def test_a_page_is_made_under_the_host_of_the_site_itself(settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "http://ot.example.org", ["ot.example.org"]
    is_our_host.cache_clear()
    site = Site()
    try:
        assert site.get("/faq/", HTTP_HOST="ot.example.org").status == 200
        assert list(site.ready.store.pages) == ["/faq/"]
    finally:
        is_our_host.cache_clear()


def test_only_a_trusted_proxy_says_that_a_request_for_a_kept_page_is_secure(https_site, settings):
    settings.TRUSTED_PROXIES = [ip_network("192.0.2.0/24")]
    said = {"HTTP_X_FORWARDED_PROTO": "https"}
    answers = [https_site.get("/faq/", REMOTE_ADDR=f"192.0.{net}.7", **said) for net in (2, 3)]
    assert [answer.status for answer in answers] == [200, 301]


def test_behind_a_proxy_that_nobody_named_no_page_is_redirected_to_itself(https_site, settings):
    settings.TRUSTED_PROXIES = []
    asked = {"HTTP_X_FORWARDED_PROTO": "https"}, {}
    answers = [https_site.get("/faq/", REMOTE_ADDR="172.17.0.1", **said) for said in asked]
    assert [answer.status for answer in answers] == [200, 301]
    stranger = https_site.get("/faq/", REMOTE_ADDR="192.0.3.7", HTTP_X_FORWARDED_PROTO="https")
    assert stranger.status == 301


@pytest.mark.parametrize(
    "path",
    [
        "/faq/x.css",
        "/faq.css",
        "/faq;x.css",
        "/faq/;x.css",
        "/faq/%2e%2e/get-help/",
        "/faq/..%2fget-help/",
        "/get-help/..%2Ffaq/",
        "//faq/",
        "/faq//",
        "/faq%2F%2F",
        "/FAQ/",
        "/faq/%20",
        "/faq%20/",
        "/faq/%0a",
        "/faq/%00",
        "/faq/%3futm_source=a",
        "/faq/%23x",
        "/es/es/faq/",
        "/en/faq/",
        "/f%C3%A1q/",
        "/%ff/",
        "/\\faq/",
    ],
)
def test_a_tricky_address_never_brings_anything_into_the_store(site, path):
    assert site.get(path).status != 200
    assert site.get("/get-help/", HTTP_COOKIE="csrftoken=x").status == 200
    assert not site.ready.store.pages


@pytest.mark.parametrize(
    "environ",
    [
        {"method": "POST"},
        {"CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"a=b")},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"SCRIPT_NAME": "/elsewhere"},
    ],
)
def test_what_is_not_a_plain_get_is_answered_by_django(site, environ):
    site.get("/faq/")
    site.get("/faq/", **environ)
    assert len(site.asked) == 2


NOWHERE = "/occupational-therapy/nothing/"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_address_that_leads_nowhere_is_asked_of_django_once(site, client, method):
    answer = site.get(NOWHERE, method)
    assert site.asked == [NOWHERE]
    djangos = client.generic(method, NOWHERE, headers={"host": "localhost"})
    assert (answer.status, answer.headers) == (404, dict(djangos.items()))
    assert answer.body == djangos.content
    assert not site.ready.store.pages


def test_an_address_that_a_page_had_once_is_asked_of_django_once(site):
    topic = Topic.objects.get(address="autism")
    topic.address = "autism-spectrum"
    topic.save()
    publish(topic)
    old, new = "/occupational-therapy/autism/", "/occupational-therapy/autism-spectrum/"
    moved = site.get(old)
    assert (moved.status, moved.headers["Location"], site.asked) == (301, new, [old])
    assert site.get(f"{old}?utm_source=news").headers["Location"] == f"{new}?utm_source=news"


@for_everybody
@csrf_protect
def page_with_a_token(request):
    return HttpResponse(get_token(request))


def test_a_page_with_a_token_is_not_kept_even_if_it_is_marked(rf):
    response = page_with_a_token(rf.get("/"))
    assert response["Cache-Control"] == FOR_EVERYBODY
    headers = [
        *response.items(),
        *(("Set-Cookie", c.OutputString()) for c in response.cookies.values()),
    ]
    assert not may_be_kept("200 OK", headers)


MARKED = {"Cache-Control": FOR_EVERYBODY}


@pytest.mark.parametrize(
    ("status", "headers", "is_kept"),
    [
        ("200 OK", MARKED, True),
        ("200 OK", {}, False),
        ("200 OK", {"Cache-Control": "private"}, False),
        ("404 Not Found", MARKED, False),
        ("301 Moved Permanently", MARKED, False),
        ("200 OK", MARKED | {"Set-Cookie": "a=b"}, False),
        ("200 OK", MARKED | {"Vary": "Cookie"}, False),
        ("200 OK", MARKED | {"Content-Encoding": "gzip"}, False),
        ("200 OK", MARKED | {"Content-Security-Policy": "script-src 'nonce-abc'"}, False),
    ],
)
def test_only_what_is_marked_and_meant_for_no_one_is_kept(status, headers, is_kept):
    assert may_be_kept(status, [*headers.items()]) is is_kept


@pytest.mark.parametrize(
    ("status", "headers", "may_be_said"),
    [
        ("404 Not Found", {}, True),
        ("301 Moved Permanently", {}, True),
        ("302 Found", {}, False),
        ("403 Forbidden", {}, False),
        ("500 Internal Server Error", {}, False),
        ("404 Not Found", {"Set-Cookie": "a=b"}, False),
        ("404 Not Found", {"Vary": "Cookie"}, False),
        ("404 Not Found", {"Content-Security-Policy": "script-src 'nonce-abc'"}, False),
    ],
)
def test_only_that_there_is_no_page_is_said_to_others_than_who_asked(status, headers, may_be_said):
    assert is_no_page(status, [*headers.items()]) is may_be_said


def test_the_store_has_a_bound_in_bytes_and_what_came_first_goes():
    def page(number):
        return Page.of("1", [], bytes(f"{number}" * 1000, "ascii"))

    most = 3 * page(1).size
    store = Store(most)
    for number in (1, 2, 3, 3, 2, 4):
        store.keep(f"/{number}/", page(number))
        assert store.size == sum(one.size for one in store.pages.values()) <= most
    assert store.get("/4/", "1")
    assert not store.get("/1/", "1")
    store.keep("/large/", Page.of("1", [], bytes(range(256)) * 100))
    assert not store.get("/large/", "1")


def test_one_thread_at_a_time_changes_the_store_so_that_its_size_is_counted_right():
    class Watched(dict):
        def pop(self, *key):
            assert store.changing.locked()
            return super().pop(*key)

    store = Store()
    store.pages = Watched()
    store.keep("/faq/", Page.of("1", [], b"A page"))
    assert store.get("/faq/", "1")


def test_what_is_turned_off_keeps_nothing():
    site = Site(keeps=False)
    assert not site.keeps("/faq/")


def models_read(asked) -> set:
    sql = " ".join(query["sql"] for query in asked)
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return {model for table, model in tables.items() if f'"{table}"' in sql}


def test_whatever_a_kept_page_reads_renews_the_stamp(site):
    kept._rows.clear()
    with CaptureQueriesContext(connection) as asked:
        for path in KEPT:
            site.get(path)
    read = models_read(asked)
    assert len(read) > 10
    assert read - PUBLIC == {Stamp}


def test_a_photo_a_card_and_a_next_step_that_change_are_heard_of():
    for row in (make_photo(), Card.objects.first(), NextStep.objects.first()):
        before = Stamp.current()
        row.save()
        assert Stamp.current() != before, row


def test_whatever_the_search_reads_renews_the_stamp():
    kept._rows.clear()
    freshness._indexes.clear()
    with CaptureQueriesContext(connection) as asked:
        freshness.index()
    read = models_read(asked)
    assert {Synonyms, UrgentPhrases} < read
    assert read - PUBLIC == {Stamp}


@pytest.mark.parametrize(
    ("address", "is_compressed"),
    [
        ("/search/?q=autism", True),
        ("/signs-checklist/", True),
        ("/signs-checklist/?sign=writing&child_age=6_to_8", True),
        ("/find-your-cmo/?county=essex", True),
        ("/who-to-call/?child_age=under_3", True),
        ("/for-professionals/?county=essex", True),
        ("/get-help/", True),
        ("/get-help/?county=essex", False),
        ("/get-help/thank-you/", False),
        ("/accounts/login/", False),
    ],
)
def test_what_is_made_each_time_is_compressed_where_no_secret_stands_beside_a_strangers_words(
    site, address, is_compressed
):
    answer = site.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert answer.status == 200
    assert (answer.headers.get("Content-Encoding") == "gzip") is is_compressed


def test_a_form_that_comes_back_filled_in_is_not_compressed(client):
    answer = client.post("/get-help/", {"message": "x"}, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 422
    assert "Content-Encoding" not in answer
