"""By which day a family is answered."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from referrals.working_days import due_day

NEW_JERSEY = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-11-16 09:00", 2, "2026-11-18"),  # Monday
        ("2026-11-20 23:59", 2, "2026-11-24"),  # a Friday, late
        ("2026-11-21 12:00", 1, "2026-11-23"),  # a Saturday
        ("2026-11-25 12:00", 1, "2026-11-27"),  # over Thanksgiving
        ("2026-11-02 12:00", 1, "2026-11-04"),  # over Election Day, a holiday of New Jersey
        ("2026-04-02 12:00", 1, "2026-04-06"),  # over Good Friday, likewise
        ("2026-07-02 12:00", 1, "2026-07-06"),  # Independence Day falls on a Saturday
        ("2026-12-31 12:00", 2, "2027-01-05"),  # over New Year
        ("2026-10-30 23:30", 1, "2026-11-02"),  # the clocks go back in this weekend
        ("2026-03-06 23:30", 1, "2026-03-09"),  # and forward in this one
    ],
)
def test_weekends_and_new_jersey_s_holidays_are_no_working_days(received, days, due):
    moment = datetime.fromisoformat(received).replace(tzinfo=NEW_JERSEY)
    assert due_day(moment, days) == date.fromisoformat(due)
    assert due_day(moment.astimezone(ZoneInfo("UTC")), days) == date.fromisoformat(due)
