"""The log says what happened and to which account, and nothing that somebody typed."""

import io
import json
import logging
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.urls import path

from njcmo_site.logs import DiscreetFormatter
from njcmo_site.urls import handler400, urlpatterns
from referrals.mail.outbox import send_due
from referrals.models import Referral
from tests.backups import Sites
from tests.factories import make_referral, valid_answers
from tests.second_factor import app_code, give_second_factor

LOGGERS = site_settings.LOGGING["loggers"]


@pytest.fixture
def log(monkeypatch):
    """log.lines(): what operators read, as the site formats it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter())
    for name in (None, *LOGGERS):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [handler])
    lines = lambda: [json.loads(line) for line in stream.getvalue().splitlines()]  # noqa: E731
    return SimpleNamespace(text=stream.getvalue, lines=lines)


def events(log) -> list[tuple]:
    return [(line["event"], line.get("account")) for line in log.lines()]


def broken(request):
    raise ValueError("zebramark 201-555-9876")


class Urls:
    handler400 = handler400
    urlpatterns = [path("broken/", broken), *urlpatterns]


@pytest.mark.django_db
def test_an_error_page_shows_the_number_by_which_the_log_tells_what_broke(client, log, settings):
    settings.ROOT_URLCONF, client.raise_request_exception = Urls, False
    stranger = {"X-Request-ID": "zebramark", "njcmo.number": "zebramark"}
    page = client.get("/broken/?zebramark=1", headers=stranger).content.decode()
    english, spanish = re.findall(r"(?:number|número) <b[^>]*>([0-9a-f]{10})</b>", page)
    (line,) = log.lines()
    assert english == spanish == line["request"]
    assert (line["level"], line["event"]) == ("error", "Internal Server Error: /broken/")
    assert line["error"].startswith("builtins.ValueError at ")
    assert "zebramark" not in log.text()


@pytest.mark.django_db
def test_each_request_has_a_number_of_its_own_and_refusals_name_the_page(client, log, staff):
    user = staff("content editor")
    client.force_login(user)
    for _twice in range(2):
        assert client.get("/admin/desk/search/?q=zebramark").status_code == 403
    refused = [line for line in log.lines() if line["event"] == "refused" and "page" in line]
    assert [(one["status"], one["page"]) for one in refused] == [(403, "desk:search")] * 2
    assert refused[0]["account"] == user.pk
    assert len({one["request"] for one in refused}) == 2
    assert "zebramark" not in log.text()


@pytest.mark.django_db
def test_signing_in_and_what_goes_wrong_with_it_are_events_by_account(client, log, staff):
    user = staff("intake coordinator")
    user.set_password("a good password")
    user.email = "zebramark@example.org"
    user.save()
    give_second_factor(user)
    typed = {"login": user.username, "password": "zebramark"}
    client.post("/accounts/login/", typed)
    client.post("/accounts/login/", {"login": "zebramark", "password": "zebramark"})
    client.post("/accounts/login/", typed | {"password": "a good password"})
    client.post("/accounts/login/code/", {"code": "000000"})
    client.post("/accounts/login/code/", {"code": app_code()})
    client.post("/accounts/logout/")
    client.post("/accounts/password/reset/", {"email": user.email})
    asked = log.lines()[-1]
    assert events(log)[:-1] == [
        ("sign-in failed", user.pk),
        ("sign-in failed", None),
        ("second factor wrong", user.pk),
        ("second factor used", user.pk),
        ("signed in", user.pk),
        ("signed out", user.pk),
    ]
    assert (asked["event"], asked["about"]) == ("link for a forgotten password asked", user.pk)
    assert "zebramark" not in log.text()
    assert user.username not in log.text()


@pytest.mark.django_db
def test_looks_exports_traps_and_limits_are_events(client, log, staff, monkeypatch):
    user = staff("manager")
    client.force_login(user)
    referral = make_referral()
    client.post(f"/admin/desk/{referral.pk}/reveal/", {"reason": "call"})
    asked = {"columns": [], "personal": ["message"], "reason": "report"}
    client.post("/admin/desk/export/", asked)
    client.logout()
    assert client.post("/get-help/", valid_answers() | {"website": "x"}).status_code == 303
    monkeypatch.setattr("referrals.families.limits.FORMS_AN_HOUR", 0)
    assert client.post("/get-help/", valid_answers()).status_code == 429
    told = [line for line in log.lines() if line["event"] in {"look", "trap", "limit", "refused"}]
    trapped = Referral.objects.exclude(pk=referral.pk).get()
    wanted = ("event", "what", "account", "referral", "of", "status")
    assert [tuple(line[name] for name in wanted if name in line) for line in told] == [
        ("look", "revealed", user.pk, str(referral)),
        ("look", "exported", user.pk),
        ("trap", str(trapped)),
        ("limit", "forms"),
        ("refused", 429),
    ]


# Everything that is kept, searched for what one family wrote ----------------------------------

NAME, CHILD, WORDS, NOTE = "Zebramark Núñez", "Quaggachild", "Okapimessage", "Bongonote"
PHONE, EMAIL = "2015559876", "gnumark@example.org"
SECRET = [NAME, CHILD, WORDS, NOTE, PHONE, "201-555-9876", "(201) 555-9876", EMAIL]


@pytest.fixture
def site(tmp_path, settings, db):
    """A site in a folder of its own, whose database is in files as on a server."""
    sites = Sites("sqlite", tmp_path, settings, None)
    sites.move()
    settings.EMAIL_BACKEND = "njcmo_site.mail_files.MailFiles"
    settings.EMAIL_FILE_PATH = str(settings.DATA_DIR / "mail")
    yield Path(settings.DATA_DIR)
    sites.leave()


def test_what_a_family_wrote_stands_nowhere_in_plain_text(client, site, log):
    answers = valid_answers() | {
        "caregiver_name": NAME, "child_first_name": CHILD, "message": WORDS,
        "phone": PHONE, "email": EMAIL, "contact_method": "email",
    }  # fmt: skip
    refused = client.post("/get-help/", answers | {"consent": ""})
    assert refused.status_code == 422
    assert client.post("/es/get-help/", answers).status_code == 303
    client.get("/es/get-help/thank-you/")
    referral = Referral.objects.get()
    for proof in ("9876", EMAIL, "nobody"):
        client.post("/request-status/", {"reference": str(referral), "proof": proof})
    for address in (
        "/",
        "/faq/",
        "/signs-checklist/",
        "/find-your-cmo/",
        "/nowhere/",
        "/get-help/",
    ):
        client.get(f"{address}?q={WORDS}&county={EMAIL}", headers={"Referer": f"http://x/{NAME}"})
    send_due()

    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    page = f"/admin/referrals/referral/{referral.pk}/change/"
    client.get(page)
    for typed in (PHONE, EMAIL):
        client.post("/admin/desk/search/", {"q": typed, "reason": "call"})
    client.post(f"/admin/desk/{referral.pk}/reveal/", {"reason": "call"})
    shown = client.get(page).content.decode()
    assert NAME in shown
    client.post(f"/admin/desk/{referral.pk}/note/", {"note": NOTE})
    referral.note_step("noted", note=NOTE)
    client.post(f"/admin/desk/{referral.pk}/print/", {"reason": "call"})
    asked = {"columns": [], "personal": ["message", "phone"], "reason": "report"}
    exported = b"".join(client.post("/admin/desk/export/", asked).streaming_content)
    assert WORDS.encode() in exported
    client.post(f"/admin/referrals/referral/{referral.pk}/nothing/", {"note": NOTE})
    call_command("backup", str(site / "one.njcmo"), stdout=io.StringIO())

    kept = {str(one): one.read_bytes() for one in site.rglob("*") if one.is_file()}
    names = " ".join(kept)
    assert all(name in names for name in ("sqlite3-wal", "sqlite3-shm", "/mail/", "one.njcmo"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM cache")
        kept["cache"] = repr(cursor.fetchall()).encode()
    kept["log"] = log.text().encode()
    found = [(place, word) for place in kept for word in SECRET if word.encode() in kept[place]]
    assert not found
    assert b"look" in kept["log"]
