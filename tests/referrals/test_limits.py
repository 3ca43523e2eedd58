"""How many requests one internet connection may send, and what is known of it."""

import uuid
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from njcmo_site import env
from referrals.families import limits, opened_page
from referrals.mailboxes import mailbox
from referrals.models import Count, Referral

pytestmark = pytest.mark.django_db

PROXY, FAMILY, OTHER = "192.0.2.1", "198.51.100.7", "198.51.100.8"


@pytest.fixture
def send(client, answers, monkeypatch):
    """send(address, …) sends another valid form; only two are taken from one connection."""
    monkeypatch.setattr(limits, "REQUESTS_AN_HOUR", 2)

    def send(address=FAMILY, forwarded="", **changes):
        number = str(uuid.uuid4())
        page = {"page_number": number, "page_opened": opened_page.sign(number, 60)}
        headers = {"x-forwarded-for": forwarded} if forwarded else {}
        return client.post(
            "/get-help/", answers | page | changes, headers=headers, REMOTE_ADDR=address
        )

    return send


def test_over_the_limit_the_form_comes_back_filled_with_a_number_to_call(send):
    assert [send().status_code for _ in range(2)] == [303, 303]
    response = send(caregiver_name="Third Family")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    page = response.content.decode()
    assert "What you typed is still here" in page
    assert "<title>Not sent yet" in page
    assert 'value="Third Family"' in page
    assert 'href="tel:18776527624"' in page
    assert response.context["form"]["consent"].value()
    assert Referral.objects.count() == 2
    assert send(OTHER).status_code == 303


def test_a_request_that_has_come_already_shows_its_reference_all_the_same(client, send):
    form = client.get("/get-help/").context["form"]
    first = {name: str(form[name].value()) for name in ("page_number", "page_opened")}
    for _ in range(2):
        send(**first)
    send()
    assert send().status_code == 429
    assert send(**first).status_code == 303
    thanked = client.get("/get-help/thank-you/").content.decode()
    assert str(Referral.objects.get(page_number=first["page_number"])) in thanked


def test_a_mistake_does_not_count(send):
    for _ in range(5):
        assert send(phone="").status_code == 422
    assert [send().status_code for _ in range(3)] == [303, 303, 429]


def test_far_more_mistakes_than_a_clinic_makes_have_to_wait_and_lose_nothing(send, monkeypatch):
    assert limits.FORMS_AN_HOUR >= 1000
    monkeypatch.setattr(limits, "FORMS_AN_HOUR", 3)
    assert [send(phone="").status_code for _ in range(3)] == [422] * 3
    response = send(phone="12", message="Haircuts & nails")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    form = response.context["form"]
    assert (form["phone"].value(), form["message"].value()) == ("12", "Haircuts & nails")
    assert form["consent"].value()
    assert form["concerns"].value() == ["autism", "sensory-issues"]
    assert "What you typed is still here" in response.content.decode()
    assert send(OTHER).status_code == 303


def test_of_a_sender_only_a_hash_is_stored(send):
    send(email="rosa@example.org")
    counted = str(list(Count.objects.values()))
    assert Count.objects.count() == 3
    assert FAMILY not in counted
    assert "rosa" not in counted


def test_what_is_known_of_a_sender_is_forgotten_after_the_hour(send, monkeypatch):
    send(email="")
    cache.set("wrong-password", 1)
    limits.forget_expired()
    assert (Count.objects.count(), cached()) == (2, 1)
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    limits.forget_expired()
    assert (Count.objects.count(), cached()) == (0, 0)


def test_it_is_forgotten_as_well_where_the_cache_is_no_table(send, settings, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    send(email="")
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    limits.forget_expired()
    assert not Count.objects.exists()


def cached() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("forwarded", [OTHER, f"{OTHER}, 10.0.0.1", "::1", "rubbish"])
def test_nobody_gets_more_by_naming_another_address(send, settings, forwarded):
    settings.TRUSTED_PROXIES = []
    codes = [send(forwarded=f"{number}.1.1.1").status_code for number in (1, 2)]
    assert codes == [303, 303]
    assert send(forwarded=forwarded).status_code == 429
    assert Referral.objects.count() == 2


@pytest.mark.parametrize("path", ["{}", "10.9.9.9, {}", "{}, 192.0.2.2", "rubbish, {}", "{}:4711"])
def test_a_trusted_proxy_names_the_family_and_nothing_before_it_counts(
    send, settings, path, monkeypatch
):
    monkeypatch.setenv("TRUSTED_PROXIES", "192.0.2.0/24")
    settings.TRUSTED_PROXIES = env.trusted_proxies()
    codes = [send(PROXY, path.format(FAMILY)).status_code for _ in range(3)]
    assert codes == [303, 303, 429]
    assert send(PROXY, path.format(OTHER)).status_code == 303


def test_an_ipv6_connection_is_its_whole_network(send):
    codes = [send(f"2001:db8:1:2::{host}").status_code for host in (1, 2, 3)]
    assert codes == [303, 303, 429]
    assert send("2001:db8:1:3::1").status_code == 303


def test_a_trusted_proxy_may_name_an_ipv6_address_with_its_port(send, settings):
    settings.TRUSTED_PROXIES = [ip_network(PROXY)]
    codes = [send(PROXY, f"[2001:db8:1:2::{host}]:443").status_code for host in (1, 2, 3)]
    assert codes == [303, 303, 429]
    assert send(PROXY, "[2001:db8:1:3::1]:443").status_code == 303


def test_of_a_trusted_proxy_that_names_nobody_the_proxy_is_counted(send, settings):
    settings.TRUSTED_PROXIES = [ip_network(PROXY)]
    codes = [send(PROXY, "unknown").status_code for _ in range(3)]
    assert codes == [303, 303, 429]
    assert send(PROXY, FAMILY).status_code == 303


def test_nobody_waits_because_of_others_where_no_address_is_known(send):
    assert [send("").status_code for _ in range(4)] == [303] * 4


def test_after_the_hour_a_connection_is_counted_anew(send, monkeypatch):
    assert [send().status_code for _ in range(3)] == [303, 303, 429]
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert [send().status_code for _ in range(3)] == [303, 303, 429]


@pytest.mark.parametrize(
    ("written", "reaches"),
    [
        ("Rosa+1@Example.org", "rosa@example.org"),
        ("rosa+a+b@example.org", "rosa@example.org"),
        ('"ro\\sa+2"@example.org', "rosa@example.org"),
        ("r.o.s.a+3@GoogleMail.com", "rosa@gmail.com"),
        ("r.osa@example.org", "r.osa@example.org"),
        ("+1@example.org", "+1@example.org"),
    ],
)
def test_addresses_of_one_mailbox_are_counted_together(written, reaches):
    assert mailbox(written) == reaches
