"""Which day a family hears from us at the latest."""

from datetime import date, datetime, timedelta

import holidays
from django.utils import timezone

# As the library knows them: offices that keep Lincoln’s Birthday closed as well as those days on
# which a holiday of a weekend is observed.
STATE_HOLIDAYS = holidays.country_holidays("US", subdiv="NJ")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in STATE_HOLIDAYS


def due_day(received_at: datetime, working_days: int) -> date:
    """The last of so many working days after the day on which, in New Jersey, it was received."""
    day = timezone.localdate(received_at)
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day
