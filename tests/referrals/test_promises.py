"""How we keep our word: what families and staff read of it is one figure."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals import retention
from referrals.board.numbers import Numbers
from referrals.models import Referral
from referrals.promises import kept_promises, last_month
from services.models import kept
from tests.factories import make_referral

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 10, 17, tzinfo=UTC)
TOLD = "How we keep our word:"


@pytest.fixture(autouse=True)
def december(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def asked(number=1, day=10, due=12, tried=None, **changes):
    """So many families in November, and the hour of UTC at which they were first called."""
    tried = tried and datetime(2026, 11, *tried, tzinfo=UTC)
    received = datetime(2026, 11, day, 15, tzinfo=UTC)
    fields = {"received_at": received, "due_on": f"2026-11-{due}", "first_tried_at": tried}
    for _ in range(number):
        make_referral(**fields | changes)


def word(client, path="/get-help/") -> str:
    page = BeautifulSoup(client.get(path).content, "lxml")
    return " ".join(p.get_text(" ", strip=True) for p in page.select("aside p.small"))


def test_the_form_says_how_many_families_were_called_in_time_last_month(client):
    asked(9, tried=(12, 22))
    asked(2, tried=(13, 22))
    told = "in November 2026, 11 families asked. We called or wrote to 9 of them"
    assert f"{TOLD} {told}" in " ".join(word(client).split())
    assert "en noviembre de 2026" in word(client, "/es/get-help/")


def test_of_ten_families_or_fewer_nothing_is_said(client):
    asked(10, tried=(12, 22))
    assert TOLD not in word(client)


def test_who_opens_the_form_waits_for_no_count_and_the_figure_is_an_hour_old_at_most(
    client, monkeypatch
):
    asked(11, tried=(12, 22))
    assert "11 families asked" in word(client)
    with CaptureQueriesContext(connection) as queries:
        assert "11 families asked" in word(client)
    assert [one["sql"] for one in queries if "referrals_referral" in one["sql"]] == []
    # One takes its request back untried, and is counted no longer; a stub of another stays counted.
    Referral.objects.filter(pk=Referral.objects.first().pk).update(first_tried_at=None)
    retention.withdraw(Referral.objects.get(first_tried_at=None))
    monkeypatch.setattr(kept, "OLDEST", 0)
    assert TOLD not in word(client)
    asked(1, tried=(12, 22))
    erased = Referral.objects.filter(emptied_at=None).first()
    erased.move_to("closed", "connected")
    erased.empty()
    assert "11 families asked" in word(client)


def test_a_call_counts_on_the_day_that_it_is_in_new_jersey():
    asked(tried=(13, 4))  # eleven in the evening of the 12th
    asked(tried=(13, 6))
    assert kept_promises() == (1, 2)


def test_who_was_never_to_be_called_or_asked_in_another_month_is_not_counted():
    asked(status="closed", close_reason="spam")
    asked(status="closed", close_reason="withdrawn")
    asked(suspected=True)
    asked(received_at=datetime(2026, 10, 31, 15, tzinfo=UTC))
    asked(received_at=datetime(2026, 12, 1, 15, tzinfo=UTC))
    asked(due_on="2026-12-10")  # can still be called in time
    asked()  # its day has passed
    assert kept_promises() == (0, 1)


def test_families_and_staff_read_one_figure():
    for tried in (None, (12, 22), (13, 22)):
        asked(tried=tried)
        asked(tried=tried, status="closed", close_reason="withdrawn")
    counted = Numbers(Referral.objects.all(), *last_month(), exact=True)
    assert kept_promises() == (counted.in_time, counted.in_time + counted.late) == (2, 5)
