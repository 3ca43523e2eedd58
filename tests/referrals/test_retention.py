"""What is erased when its last day has passed, and what stays of it."""

from datetime import datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from referrals.desk import calling, work
from referrals.encryption import Sealed
from referrals.models import Comparison, IntakeSettings, Notice, Referral, Step
from referrals.models.rules import ERASED
from tests.factories import make_referral
from tests.staff_pages import form_of, page_of

pytestmark = pytest.mark.django_db


def days_ago(days):
    """At noon, so that no change of the clock makes it another day."""
    day = timezone.localdate() - timedelta(days=days)
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def empty_due(*options) -> str:
    said = StringIO()
    call_command("empty_due_referrals", *options, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize(
    ("status", "keep", "reason"),
    [
        ("new", "keep_new", "last_day"),
        ("trying", "keep_trying", "not_reached"),
        ("in_touch", "keep_in_touch", "last_day"),
        ("connected", "keep_connected", "connected"),
        ("closed", "keep_closed", "declined"),
    ],
)
def test_each_status_is_kept_as_many_days_as_managers_set(status, keep, reason):
    IntakeSettings.objects.create(id=1, **{keep: 40})
    closed = {"close_reason": "declined"} if status == "closed" else {}
    kept = make_referral(status=status, status_since=days_ago(40), **closed)
    due = make_referral(status=status, status_since=days_ago(41), **closed)
    assert kept.last_day == timezone.localdate()

    assert empty_due().endswith("1 referrals emptied.\n")
    kept.refresh_from_db()
    due.refresh_from_db()
    assert (kept.emptied_at, kept.caregiver_name) == (None, "Rosa Núñez")
    assert (due.status, due.close_reason, due.caregiver_name) == ("closed", reason, "")


def test_a_family_that_was_in_touch_is_exported_as_kept_to_its_last_day(client, staff):
    make_referral(status="in_touch", status_since=days_ago(4000))
    empty_due()
    client.force_login(staff("manager"))
    answers = {"columns": ["close_reason"], "reason": "report"}
    exported = b"".join(client.post("/admin/desk/export/", answers)).decode()
    assert "Kept to its last day" in exported
    assert "Not reached" not in exported


def test_staff_are_not_offered_the_reason_that_the_site_gives(client, staff):
    client.force_login(staff("intake coordinator"))
    referral = make_referral()
    opened = client.get(page_of(referral))
    offered = dict(opened.context["adminform"].form.fields["close_reason"].choices)
    assert {"", "connected", "not_reached", "withdrawn"} < set(offered)
    assert "last_day" not in offered
    answers = form_of(opened) | {"status": "closed", "close_reason": "last_day"}
    assert client.post(page_of(referral), answers).status_code == 200
    assert Referral.objects.get().status == "new"


def test_a_dry_run_says_which_and_erases_nothing_and_the_run_erases_these():
    due = [make_referral(status="closed", status_since=days_ago(4000)) for _twice in range(2)]
    kept = make_referral()
    said = empty_due("--dry-run")
    assert said == f"{due[0]}\n{due[1]}\n2 referrals would be emptied.\n"
    assert not Referral.objects.exclude(emptied_at=None).exists()
    assert empty_due() == said.replace("would be ", "")
    assert Referral.objects.get(emptied_at=None) == kept


def test_a_second_run_finds_nothing_to_erase():
    make_referral(status="closed", status_since=days_ago(4000))
    empty_due()
    assert empty_due() == "0 referrals emptied.\n"


def test_of_an_emptied_referral_only_reference_dates_county_concerns_and_reason_stay(staff):
    person = staff()
    other = make_referral()
    referral = make_referral(suspected=True, email="rosa@example.org", due_on_told=True)
    work.release(referral, person)
    calling.record_try(referral, "left_message", person, note="Call the aunt")
    calling.record_try(referral, "wrong_number", person)
    Comparison.decide(referral, other, same_family=True, by=person)
    Referral.objects.filter(pk=referral.pk).update(status_since=days_ago(4000))
    empty_due()

    stored = Referral.objects.values().get(pk=referral.pk)
    dates = {name for name, value in stored.items() if hasattr(value, "year")}
    said = {name for name, value in stored.items() if value and name not in dates}
    assert said == {"id", "reference", "county_id", "concerns", "status", "close_reason"}
    assert set(ERASED) <= set(stored)
    assert not Notice.objects.filter(referral=referral).exists()
    assert not Step.objects.filter(referral=referral).exists()
    assert not Comparison.objects.exists()


def test_what_no_key_opens_is_erased_as_well():
    referral = make_referral(status="closed", status_since=days_ago(4000))
    Referral.objects.filter(pk=referral.pk).update(caregiver_name=Sealed("x"))
    assert empty_due().endswith("1 referrals emptied.\n")


def test_the_privacy_statement_says_how_many_days(client):
    IntakeSettings.objects.create(id=1, keep_closed=123, keep_connected=1234)
    assert "for 123 days" in client.get("/privacy/").content.decode()
    assert "máximo 1234 días" in client.get("/es/privacy/").content.decode()


def test_who_shortens_the_days_is_told_what_that_erases(client, staff):
    client.force_login(staff("manager"))
    IntakeSettings.objects.create(id=1)
    make_referral(status="closed", status_since=days_ago(60))
    path = "/admin/referrals/intakesettings/1/change/"
    opened = form_of(client.get(path))
    saved = client.post(path, opened | {"keep_closed": "90"}, follow=True)
    assert "erased for good" not in saved.content.decode()
    opened = form_of(client.get(path))
    saved = client.post(path, opened | {"keep_closed": "30"}, follow=True)
    assert "With these days 1 referrals are past their last day" in saved.content.decode()
    refused = client.post(path, form_of(client.get(path)) | {"keep_closed": "29"})
    assert refused.status_code == 200
    assert IntakeSettings.current().keep_closed == 30
