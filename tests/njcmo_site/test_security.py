"""What every answer says to browsers, and what it keeps to itself."""

import io
import logging
from urllib.parse import urlencode

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from faq.models import Question
from njcmo_site.logs import DiscreetFormatter
from referrals.models import Referral

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/occupational-therapy/", "/occupational-therapy/autism/", "/faq/", "/nope/"]
FORMS = ["/get-help/", "/get-help/thank-you/", "/accounts/login/"]
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "object-src": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "require-trusted-types-for": {"'script'"},
    "trusted-types": {"'none'"},
}
COULD_NOT_READ = b"We could not read what was sent"


def policy(response) -> dict[str, set[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {part[0]: set(part[1:]) for part in parts}


@pytest.mark.parametrize("path", PUBLIC + FORMS)
def test_the_policy_allows_nothing_inline_and_nothing_foreign(client, path):
    assert policy(client.get(path)) == POLICY


def test_a_page_with_an_editor_allows_its_nonce_and_its_one_style_by_hash(client, staff):
    client.force_login(staff())
    first, second = (policy(client.get("/admin/faq/question/add/")) for _ in range(2))
    for sources in first.values():
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & sources
    (nonce,) = first["script-src"] - {"'self'"}
    assert nonce.startswith("'nonce-")
    assert nonce not in second["script-src"]
    assert not {"trusted-types", "require-trusted-types-for"} & first.keys()  # it writes markup
    (style,) = first["style-src"] - {"'self'"}
    assert style.startswith("'sha256-")


def has_the_other_headers(response) -> bool:
    """All but the policy of contents."""
    return (
        "camera=()" in response["Permissions-Policy"]
        and {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items()
        <= dict(response.items()).items()
    )


@pytest.mark.parametrize("path", PUBLIC + FORMS)
def test_every_page_sets_the_other_security_headers(client, path):
    assert has_the_other_headers(client.get(path))


@pytest.mark.parametrize("redirected", [True, False])
@pytest.mark.parametrize("path", ["/", "/admin/"])
def test_a_refusal_of_a_foreign_host_sets_every_header(client, settings, path, redirected):
    settings.SECURE_SSL_REDIRECT = redirected
    response = client.get(path, headers={"host": "evil.example"})
    assert response.status_code == 400
    assert has_the_other_headers(response)
    assert policy(response) == POLICY


@pytest.mark.parametrize(
    "host", ["10.0.0.7", "lb.internal:8080", "a b", "", "[::1", "evil.example"]
)
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("https", [True, False])
def test_a_health_check_is_answered_whatever_its_host(client, settings, host, path, https):
    settings.SECURE_SSL_REDIRECT = https
    response = client.get(path, headers={"host": host})
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_that_is_read_sets_no_cookie_and_varies_on_none(client, path):
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/", ["post", "put", "delete", "patch"]), ("/get-help/", ["put", "delete", "patch"])],
)
def test_a_method_that_a_page_does_not_know_is_refused(client, path, methods):
    assert {getattr(client, method)(path).status_code for method in methods} == {405}


@pytest.mark.parametrize("path", ["/get-help/?county=%00", "/faq/?x=%00", "/%00/", "/admin/?q=%00"])
def test_an_address_with_a_nul_is_refused_with_a_page(client, path):
    response = client.get(path)
    assert response.status_code == 400
    assert COULD_NOT_READ in response.content


def test_staff_are_told_in_plain_words_what_they_may_not_do_and_what_was_not_saved(staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff("content editor"))
    refused = client.get("/admin/referrals/referral/")
    assert (refused.status_code, b"This page is not open to you" in refused.content) == (403, True)
    unsaved = client.post("/accounts/password/change/", {"oldpassword": "x"})
    assert (unsaved.status_code, b"This was not saved" in unsaved.content) == (403, True)


def test_a_body_that_breaks_off_is_no_error_of_the_server(client):
    class Broken(io.BytesIO):
        def read(self, *args):
            raise OSError("the line is dead")

    kind = "application/x-www-form-urlencoded"
    broken = {"wsgi.input": Broken(), "CONTENT_LENGTH": "9"}
    response = client.generic("POST", "/get-help/", b"x", content_type=kind, **broken)
    assert (response.status_code, COULD_NOT_READ in response.content) == (400, True)


class Unread(io.BytesIO):
    def read(self, *args):
        raise AssertionError("read")


@pytest.mark.parametrize(
    ("path", "length"),
    [
        ("/get-help/", 256 * 1024 + 1),
        ("/get-help/thank-you/", 300_000_000),
        ("/accounts/login/", 300_000_000),
        ("/admin/faq/question/add/", 300_000_000),
        ("/faq/", 300_000_000),
    ],
)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_that_no_form_of_ours_fills_is_refused_before_it_is_read(client, path, length, kind):
    sent = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length)}
    response = client.generic("POST", path, b"x", content_type=kind, **sent)
    assert response.status_code == 413
    assert b"could not" in response.content
    assert response["X-Frame-Options"] == "DENY"


def chunked(client, path, answers):
    """What a server hands on of a body that names no length; its stream ends with the body."""
    body = io.BytesIO(urlencode(answers, doseq=True).encode())
    sent = {"wsgi.input": body, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    kind = "application/x-www-form-urlencoded"
    return client.generic("POST", path, b"x", content_type=kind, **sent)


def test_a_form_whose_length_nobody_names_is_read_all_the_same(client, answers, staff):
    assert chunked(client, "/get-help/", answers).status_code == 303
    assert Referral.objects.get().message == answers["message"]
    client.force_login(staff("content editor"))
    question = {"question_en": "New?", "answer_en": "<p>Yes.</p>", "anchor": "new"}
    question |= {"category": "about", "order": "1"}
    assert chunked(client, "/admin/faq/question/add/", question).status_code == 302
    assert Question.objects.filter(question_en="New?").exists()
    signing_in = chunked(Client(), "/accounts/login/", {"login": "nobody", "password": "x"})
    assert b"nobody" in signing_in.content


def test_a_form_whose_length_nobody_names_has_the_same_limit(client, answers):
    long = chunked(client, "/get-help/", answers | {"message": "a" * 300_000})
    assert long.status_code == 413
    assert b"has not reached us" in long.content
    assert not Referral.objects.exists()


def test_a_body_without_a_length_that_breaks_off_is_no_error_of_the_server(client):
    sent = {"wsgi.input": Unread(), "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    kind = "application/x-www-form-urlencoded"
    response = client.generic("POST", "/get-help/", b"x", content_type=kind, **sent)
    assert (response.status_code, COULD_NOT_READ in response.content) == (400, True)


def test_a_cookie_with_a_nul_is_refused_with_a_page(client):
    response = client.get("/get-help/thank-you/", headers={"cookie": 'sessionid="\\000aaaaaaaa"'})
    assert (response.status_code, COULD_NOT_READ in response.content) == (400, True)


def test_a_foreign_host_is_refused_with_a_page(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert COULD_NOT_READ in response.content
    assert b"evil.example" not in response.content
    assert response["X-Frame-Options"] == "DENY"
    assert policy(response)["default-src"] == {"'none'"}


def test_an_error_tells_a_family_whom_to_call_and_nothing_else(client, monkeypatch):
    monkeypatch.setattr("faq.views.Question", None)
    client.raise_request_exception = False
    response = client.get("/faq/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "1-877-652-7624" in page
    assert "Algo de nuestra parte no funcionó" in page
    assert not [word for word in ("Traceback", "NoneType", "views.py", "{%") if word in page]


HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 31536000,
}


@override_settings(**HTTPS)
def test_with_https_plain_http_is_redirected_but_health_is_answered(client):
    response = client.get("/faq/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/faq/")
    for path in ("/healthz", "/readyz"):
        health = client.get(path)
        assert (health.status_code, health.content) == (200, b"ok\n")


@override_settings(**HTTPS)
def test_with_https_cookies_are_secure_and_browsers_told_to_stay(client, answers):
    response = client.get("/get-help/", secure=True)
    cookies = [*client.cookies.values()]
    cookies += client.post("/get-help/", answers, secure=True).cookies.values()
    ours = {"sec-fetch-site": "same-origin"}
    cookies += client.get("/get-help/leave/", secure=True, headers=ours).cookies.values()
    cookies = [cookie for cookie in cookies if cookie.value]
    assert {cookie.key for cookie in cookies} == {"csrftoken", "sessionid", "left"}
    for cookie in cookies:
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")  # or it could not be __Host-…
    assert "max-age=31536000" in response["Strict-Transport-Security"]


def test_only_a_trusted_proxy_speaks_for_its_client(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    said = {"headers": {"x-forwarded-proto": "https"}}
    assert client.get("/faq/", **said, REMOTE_ADDR="192.0.2.7").status_code == 301
    settings.TRUSTED_PROXIES = site_settings.TRUSTED_PROXIES + _networks("192.0.2.0/24")
    assert client.get("/faq/", **said, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/faq/", **said, REMOTE_ADDR="192.0.3.7").status_code == 301
    assert client.get("/faq/", **said, REMOTE_ADDR="").status_code == 301
    assert client.get("/faq/", **said, REMOTE_ADDR="::ffff:192.0.2.7").status_code == 200


def _networks(*names):
    import ipaddress

    return [ipaddress.ip_network(name) for name in names]


def test_a_log_says_where_an_error_came_from_and_never_what_was_typed():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter())
    try:
        raise ValueError("Rosa Núñez, 201-555-0123")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "It broke", (), None)
        record.exc_info = (type(error), error, error.__traceback__)
        handler.emit(record)
    assert "builtins.ValueError at " in stream.getvalue()
    assert "test_security.py" in stream.getvalue()
    assert "Rosa" not in stream.getvalue()
    assert "555" not in stream.getvalue()


def test_nobody_writes_lines_of_their_own_into_the_log(client, staff, caplog):
    client.force_login(staff("intake coordinator"))
    with caplog.at_level(logging.WARNING):
        response = client.get("/admin/referrals/referral/?a%0aFAKE+LINE=1")
    assert response.status_code == 400
    lines = [DiscreetFormatter().format(record) for record in caplog.records]
    assert lines
    assert not [line for line in lines if "\n" in line or "FAKE" in line]


def test_readyz_says_no_while_a_migration_is_missing(client):
    from njcmo_site import probes

    probes.check_migrations.cache_clear()
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("faq", "0001_initial")
    missing = client.get("/readyz")
    assert (missing.status_code, missing.content) == (503, b"LookupError\n")
    recorder.record_applied("faq", "0001_initial")
    assert client.get("/readyz").status_code == 200


@override_settings(
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
)
def test_readyz_says_no_while_the_cache_does_not_answer(client):
    unready = client.get("/readyz")
    assert (unready.status_code, unready.content) == (503, b"ConnectionError\n")
    assert client.get("/healthz").status_code == 200
