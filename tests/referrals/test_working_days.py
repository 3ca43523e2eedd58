"""By which day a family is answered."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from referrals.working_days import due_day, is_working_day

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
        ("2027-12-30 12:00", 1, "2028-01-03"),  # which falls on a Saturday, and on December 31
        ("2028-06-14 12:00", 2, "2028-06-19"),  # over Juneteenth, on the third Friday
        ("2027-11-01 12:00", 1, "2027-11-03"),  # over Election Day of an odd year
        ("2027-02-11 12:00", 1, "2027-02-12"),  # Lincoln’s Birthday is no holiday of the state
        ("2026-10-30 23:30", 1, "2026-11-02"),  # the clocks go back in this weekend
        ("2026-03-06 23:30", 1, "2026-03-09"),  # and forward in this one
    ],
)
def test_weekends_and_new_jersey_s_holidays_are_no_working_days(received, days, due):
    moment = datetime.fromisoformat(received).replace(tzinfo=NEW_JERSEY)
    assert due_day(moment, days) == date.fromisoformat(due)
    assert due_day(moment.astimezone(ZoneInfo("UTC")), days) == date.fromisoformat(due)


# Written out by hand from N.J.S.A. 11A:6-24.1 and a calendar; those of a weekend as observed.
CLOSED = {
    2026: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 10-12 11-03 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 10-11 11-02 11-11 11-25 12-24 12-31",
    2028: "01-17 02-21 04-14 05-29 06-16 07-04 09-04 10-09 11-07 11-10 11-23 12-25",
    2029: "01-01 01-15 02-19 03-30 05-28 06-15 07-04 09-03 10-08 11-06 11-12 11-22 12-25",
    2030: "01-01 01-21 02-18 04-19 05-27 06-21 07-04 09-02 10-14 11-05 11-11 11-28 12-25",
    2031: "01-01 01-20 02-17 04-11 05-26 06-20 07-04 09-01 10-13 11-04 11-11 11-27 12-25",
    2032: "01-01 01-19 02-16 03-26 05-31 06-18 07-05 09-06 10-11 11-02 11-11 11-25 12-24 12-31",
    2033: "01-17 02-21 04-15 05-30 06-17 07-04 09-05 10-10 11-08 11-11 11-24 12-26",
    2034: "01-02 01-16 02-20 04-07 05-29 06-16 07-04 09-04 10-09 11-07 11-10 11-23 12-25",
    2035: "01-01 01-15 02-19 03-23 05-28 06-15 07-04 09-03 10-08 11-06 11-12 11-22 12-25",
    2036: "01-01 01-21 02-18 04-11 05-26 06-20 07-04 09-01 10-13 11-04 11-11 11-27 12-25",
}


@pytest.mark.parametrize("year", CLOSED)
def test_the_offices_of_the_state_are_closed_on_these_days_and_no_others(year):
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    weekdays = [day for day in days if day.year == year and day.weekday() < 5]
    closed = [f"{day:%m-%d}" for day in weekdays if not is_working_day(day)]
    assert closed == CLOSED[year].split()


# April 25 is the latest Easter there is; in the other two years the rule has its exceptions.
@pytest.mark.parametrize("day", ["2038-04-23", "2049-04-16", "2076-04-17"])
def test_good_friday_is_right_where_the_rule_of_easter_is_hard(day):
    friday = date.fromisoformat(day)
    assert not is_working_day(friday)
    assert is_working_day(friday - timedelta(weeks=1))
    assert is_working_day(friday + timedelta(weeks=1))
