"""What is typed of a family, into whatever page, stands nowhere in plain text afterwards."""

import io
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from referrals.mail.outbox import send_due
from tests.factories import make_referral
from tests.njcmo_site.test_logs import log, site  # noqa: F401  fixtures

NAME, CHILD, WORDS, NOTE = "Zebramark Núñez", "Quaggachild", "Okapimessage 7", "Bongonote 7"
PHONE, EMAIL = "2015559876", "gnumark@example.org"
SECRET = [NAME, CHILD, WORDS, NOTE, PHONE, "201-555-9876", "(201) 555-9876", EMAIL]
SECRET += [quote(word) for word in SECRET]
# Under every name by which a form asks for something of a family, or may be sent it by mistake.
TYPED = {
    "caregiver_name": NAME, "family_name": NAME, "child_first_name": CHILD, "message": WORDS,
    "contact_notes": WORDS, "language_other": WORDS, "phone": PHONE, "second_phone": PHONE,
    "email": EMAIL, "proof": EMAIL, "note": NOTE, "q": f"{PHONE} {EMAIL}", "reference": NAME,
    "login": EMAIL, "username": NAME, "child": CHILD, "school": WORDS, "columns": NAME,
    "outcome": NOTE, "reason": WORDS, "county": NAME, "next": f"/{CHILD}", "text": WORDS,
}  # fmt: skip
# In these everybody may read what staff write: an address of a CMO, a note about it.
FOR_EVERYBODY = ("/admin/services/", "/admin/faq/", "/admin/referrals/callingnumber/")
NOT_OF_A_FAMILY_THERE = {"phone", "email", "note", "reason", "county", "text"}
ABOUT = {"hub": "occupational-therapy", "topic": "autism", "slug": "socks", "name": "publish"}
SIGNS_OUT = ("/accounts/logout/", "/admin/logout/", "/get-help/leave/")


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from patterns(each, route)
        else:
            yield route, each


def addresses(referral) -> Iterator[str]:
    """One of each page; of what is there, where a page is about something."""
    for route, pattern in patterns(get_resolver()):
        if route.startswith("media/"):
            continue  # a file, by a name that only its content has
        numbers = {"pk": referral.pk, "number": 1, "change_pk": 1}
        yield filled(route, ABOUT | numbers | {"object_id": first_of(pattern.name or "")})


def filled(route: str, values: dict[str, object]) -> str:
    plain = re.sub(r"\(\?P<(\w+)>[^/]+?\)(?=[-/])", r"<\1>", route)
    plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], "x-x")), plain)
    return "/" + re.sub(r"\(.*\)|\\Z|\\|\$", "", plain)


def first_of(name: str) -> object:
    """The key of a row of the model that a page of the admin is about."""
    app, _sign, rest = name.partition("_")
    for model in apps.get_models():
        if model._meta.app_label == app and rest.startswith(f"{model._meta.model_name}_"):
            row = model._base_manager.first()
            return row.pk if row else 1
    return 1


@pytest.fixture
def superuser(site):  # noqa: F811
    """Who may open all pages; what a page does to an account, it does to a colleague."""
    User.objects.create_user("colleague", is_staff=True)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    return client


def drive(client: Client, address: str) -> int:
    """Ask for a page and send it all that is typed, with what a browser tells beside."""
    left = NOT_OF_A_FAMILY_THERE if address.startswith(FOR_EVERYBODY) else set()
    typed = {name: value for name, value in TYPED.items() if name not in left}
    here = f"http://testserver/{quote(NAME)}"
    beside = {"Referer": here, "User-Agent": CHILD, "X-Forwarded-For": EMAIL}
    asked = client.get(f"{address}?{urlencode(typed)}", headers=beside)
    sent = client.post(address, typed, headers=beside)
    return max(asked.status_code, sent.status_code)


def test_what_is_typed_of_a_family_into_any_page_stands_nowhere(site, log, superuser):  # noqa: F811
    referral, stranger = make_referral(), Client(raise_request_exception=False)
    all_of_them = [address for address in addresses(referral) if address not in SIGNS_OUT]
    for address in all_of_them:
        if not address.startswith("/admin/"):
            assert drive(stranger, address) < 500, address
        assert drive(superuser, address) < 500, address
        assert SESSION_KEY in superuser.session, address
    assert len(all_of_them) > 300
    send_due()
    call_command("backup", str(site / "one.njcmo"), stdout=io.StringIO())

    kept = {str(one): one.read_bytes() for one in site.rglob("*") if one.is_file()}
    assert all(part in " ".join(kept) for part in ("sqlite3-wal", "sqlite3-shm", "one.njcmo"))
    with connection.cursor() as cursor:  # sessions, the cache and kept versions among them
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            kept[table] = repr(cursor.fetchall()).encode()
    kept["log"] = log.text().encode()
    assert not [(place, word) for place in kept for word in SECRET if word.encode() in kept[place]]
