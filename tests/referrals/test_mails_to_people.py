"""Which mails of requests a person gets: at once, daily or none."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from referrals.mail import digest
from referrals.mail.at_once import send_at_once
from referrals.models import Count, Notice, StaffProfile
from services.models import County
from tests.factories import make_referral, works_for
from tests.staff_pages import form_at, form_of, save

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def clock(monkeypatch):
    """clock(days=1): so long after a Monday morning."""

    def set_clock(**later):
        monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(**later))

    set_clock()
    return set_clock


@pytest.fixture
def sue(clock, staff):
    person = staff("supervisor")
    User.objects.filter(pk=person.pk).update(email="sue@example.org")
    return person


def arrive(**changes):
    referral = make_referral(received_at=timezone.now(), **changes)
    Notice.objects.announce(referral)
    Notice.objects.filter(referral=referral).update(made_at=timezone.now())
    return referral


def test_who_wants_it_at_once_is_told_of_what_came_and_once(sue, clock):
    works_for(sue, at_once=True, daily_mail=False)
    arrive(message="Haircuts are hard.")
    assert (send_at_once(), send_at_once()) == (1, 0)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["sue@example.org"], "New requests: 1")
    assert "Haircuts" not in message.body
    clock(hours=3)
    Count.objects.all().delete()
    assert send_at_once() == 0
    arrive()
    assert send_at_once() == 1
    assert digest.send_digests() == 0


def test_requests_that_follow_each_other_are_told_together(sue, clock):
    works_for(sue, at_once=True, daily_mail=False)
    arrive()
    assert send_at_once() == 1
    clock(minutes=1)
    arrive()
    clock(minutes=2)
    arrive()
    assert send_at_once() == 0
    clock(minutes=10)
    assert send_at_once() == 1
    assert mail.outbox[-1].subject == "New requests: 3"


def test_nobody_is_told_at_once_of_another_cmo_or_who_did_not_ask(sue, clock):
    arrive(county_id="ocean")
    assert send_at_once() == 0
    essex = County.objects.get(pk="essex").care_management_organization
    works_for(sue, essex, at_once=True, daily_mail=False)
    assert send_at_once() == 0


@pytest.mark.parametrize(
    ("chosen", "stored"),
    [("at_once", (True, False)), ("daily", (False, True)), ("none", (False, False))],
)
def test_a_person_has_one_of_three_kinds_of_mail(client, staff, sue, chosen, stored):
    client.force_login(staff("manager"))
    assert save(client, sue, **{"profile-0-daily_mail": chosen}).status_code == 302
    profile = StaffProfile.objects.get(user=sue)
    assert (profile.at_once, profile.daily_mail) == stored
    assert form_of(client.get(form_at(sue)))["profile-0-daily_mail"] == chosen


def test_the_alert_for_a_spanish_speaking_family_comes_once(sue, clock):
    make_referral(received_at=MONDAY - timedelta(days=5))
    digest.send_digests()
    clock(days=1)
    make_referral(received_at=MONDAY - timedelta(hours=20), preferred_language="en")
    digest.send_digests()
    clock(days=2)
    make_referral(received_at=MONDAY + timedelta(hours=1))
    digest.send_digests()
    clock(days=3)
    digest.send_digests()
    told = ["In Spanish, untouched" in message.body for message in mail.outbox]
    assert told == [True, False, True, False]


def test_the_daily_mail_names_ten_overdue_references_the_longest_first(sue, clock):
    overdue = [make_referral(due_on=MONDAY.date() - timedelta(days=12 - n)) for n in range(12)]
    digest.send_digests()
    (line,) = [one for one in mail.outbox[0].body.splitlines() if one.startswith("Overdue first")]
    assert line == "Overdue first: " + ", ".join(str(one) for one in overdue[:10])
    assert "Earliest day to answer by: Wednesday, November 4" in mail.outbox[0].body
