"""Where staff are signed in, how that ends, and when they show once more that it is them."""

import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from njcmo_site.accounts.browsers import browser_and_system
from referrals.models import Look, StaffSession
from tests.second_factor import app_code, give_second_factor
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

PASSWORD = "a good password"
HERE = "/accounts/signed-in/"
EXPORT = "/admin/desk/export/"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def mara(staff):
    user = staff("manager")
    user.username = "mara"
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(agent=PHONE, name="mara") -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def go_on(client, **passed) -> None:
    """As if this time had passed since the person signed in."""
    session, seconds = client.session, int(timedelta(**passed).total_seconds())
    session["signed_in_at"] -= seconds
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= seconds
    session.save()


def shown(client) -> str:
    return BeautifulSoup(client.get(HERE).content, "lxml").main.get_text(" ", strip=True)


def test_after_twelve_hours_somebody_is_signed_out_whatever_they_do(mara):
    client = signed_in()
    go_on(client, hours=11, minutes=59)
    session = client.session
    session["renewed_at"] = 0
    session.save()
    assert is_in(client)  # and renews the session, though not for half an hour
    left = Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()
    assert left <= timedelta(minutes=1)
    go_on(client, minutes=2)
    assert not is_in(client)


def test_a_session_of_an_older_version_ends_twelve_hours_later(mara):
    client = signed_in()
    session = client.session
    del session["signed_in_at"], session["renewed_at"]
    session.save()
    assert is_in(client)
    assert time.time() - client.session["signed_in_at"] < 60


def test_staff_see_where_they_are_signed_in_and_end_the_others(mara, client, staff):
    here, phone, stranger = signed_in(f"Windows NT 10.0; {CHROME}"), signed_in(), Client()
    stranger.force_login(staff("intake coordinator"))
    page = shown(here)
    assert "Chrome on Windows (this one)" in page
    assert "Firefox on Android Signed in" in page
    assert page.count("last used") == 2
    assert "signed out now" in here.post(HERE, follow=True).content.decode()
    assert (is_in(here), is_in(phone), is_in(stranger)) == (True, False, True)
    assert "End the others" not in shown(here)
    assert client.get(HERE)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, ("Firefox", "Android")),
        (f"X11; Linux x86_64 {CHROME}", ("Chrome", "Linux")),
        (f"Windows NT 10.0 {CHROME} Edg/142.0", ("Edge", "Windows")),
        (
            "iPhone; CPU iPhone OS 18_1 like Mac OS X Version/18.1 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Macintosh; Intel Mac OS X 10_15_7 Version/18.1 Safari/605.1.15", ("Safari", "Mac")),
        ("curl/8.5.0", ("", "")),
    ],
)
def test_of_a_browser_two_words_are_kept(agent, words):
    assert browser_and_system(agent) == words


def test_a_session_that_ends_leaves_no_row_behind(mara):
    client = signed_in()
    assert StaffSession.objects.get().account == mara
    client.post("/accounts/logout/")
    assert not StaffSession.objects.exists()


def change_password(client):
    new = "another fine password"
    answers = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", answers)


def turn_on_app(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = BeautifulSoup(page.content, "lxml").select_one(".secret").text
    client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})


@pytest.mark.parametrize("renew", [change_password, turn_on_app])
def test_a_new_password_or_factor_signs_out_everywhere_else(
    mara, renew, django_capture_on_commit_callbacks
):
    here, elsewhere = signed_in(), signed_in()
    with django_capture_on_commit_callbacks(execute=True):
        renew(here)
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert StaffSession.objects.count() == 1


def test_whoever_shows_who_they_are_gets_another_key_of_the_session(mara):
    client = signed_in()
    before = client.session.session_key
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert is_in(client)
    assert StaffSession.objects.get().pk == client.session.session_key != before


def test_to_end_the_others_after_ten_minutes_asks_first(mara):
    here, phone = signed_in(), signed_in()
    go_on(here, minutes=10)
    asked = here.post(HERE)["Location"]
    assert is_in(phone)
    here.post(asked, {"password": PASSWORD})
    assert (is_in(here), is_in(phone)) == (True, False)


def test_a_manager_signs_somebody_out_everywhere(mara, client, staff):
    edi = staff("content editor")
    page = f"/admin/auth/user/{edi.pk}/change/"
    client.force_login(edi)
    client.post(page.replace("change", "sign-out"))  # nobody else
    assert is_in(client)
    manager = signed_in()
    assert "signed in in 1 browser." in manager.get(page).content.decode()
    manager.post(page.replace("change", "sign-out"))
    assert not is_in(client)
    assert "Sign out everywhere" not in manager.get(page).content.decode()


# Is it still you? ----------------------------------------------------------------------------


def test_after_ten_minutes_the_export_asks_for_the_password_and_then_opens(mara):
    client = signed_in()
    assert client.get(EXPORT).status_code == 200
    go_on(client, minutes=10)
    asked = client.get(EXPORT)["Location"]
    assert asked == f"/accounts/reauthenticate/?next={EXPORT.replace('/', '%2F')}"
    assert client.post(asked, {"password": PASSWORD})["Location"] == EXPORT
    assert client.get(EXPORT).status_code == 200


def test_who_has_a_second_factor_shows_that_and_not_the_password(mara):
    client = signed_in()
    give_second_factor(mara)
    go_on(client, minutes=10)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    asked = client.get(EXPORT)["Location"]
    assert asked.startswith("/accounts/reauthenticate/code/?next=")
    client.post(asked, {"code": app_code()})
    assert client.get(EXPORT).status_code == 200


@pytest.mark.parametrize("query", ["", "?_changelist_filters=q%3Dedi"])
def test_to_give_a_group_after_ten_minutes_asks_first_and_loses_nothing(mara, staff, query):
    edi = staff("content editor")
    page = f"/admin/auth/user/{edi.pk}/change/{query}"
    client = signed_in()
    go_on(client, minutes=10)
    given = Group.objects.get(name="intake coordinator")
    asked = client.post(page, form_of(client.get(page)) | {"groups": [given.pk]})["Location"]
    assert not edi.groups.contains(given)
    client.post(asked, {"password": PASSWORD})
    assert list(edi.groups.all()) == [given]


def test_an_export_that_was_left_when_it_asked_is_not_made_later(mara):
    client = signed_in()
    go_on(client, minutes=10)
    client.post(EXPORT, {"columns": ["county"], "reason": "report"})
    asked = client.get(EXPORT)["Location"]
    assert client.post(asked, {"password": PASSWORD})["Location"] == EXPORT
    assert not Look.objects.filter(what=Look.What.EXPORTED).exists()


def test_a_link_for_a_new_password_after_ten_minutes_asks_first(mara, staff):
    client = signed_in()
    go_on(client, minutes=10)
    link = f"/admin/auth/user/{staff('content editor').pk}/send-link/"
    assert client.post(link)["Location"].startswith("/accounts/reauthenticate/")


# Passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "with_factor", "is_taken"),
    [
        ("fourteen signs", False, False),
        ("fifteen signs!!", False, True),
        ("eleven sign", True, False),
        ("twelve signs", True, True),
        ("1qaz2wsx3edc4rfv", False, False),  # long, and one of the 20,000 that are tried first
        ("123456789012345678", False, False),
        ("NJCMO-occupational-therapy-2026", False, False),
    ],
)
def test_a_password_is_long_and_none_that_everybody_tries(password, with_factor, is_taken):
    ana = User.objects.create_user("ana")
    if with_factor:
        give_second_factor(ana)
    try:
        validate_password(password, ana)
    except ValidationError:
        assert not is_taken
    else:
        assert is_taken
