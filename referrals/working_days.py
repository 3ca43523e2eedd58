"""When a family hears from us: by which day at the latest, and in which part of the day."""

from datetime import date, datetime, time, timedelta

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


def working_day_before(moment: datetime) -> datetime:
    """The same time of day on the last working day before."""
    moment = timezone.localtime(moment) - timedelta(days=1)
    while not is_working_day(moment.date()):
        moment -= timedelta(days=1)
    return moment


# When families can be called, and the hour at which each part of the day begins.
PARTS_OF_THE_DAY = {"morning": 9, "afternoon": 12, "evening": 17}


def part_of_day(moment: datetime) -> str:
    hour = timezone.localtime(moment).hour
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"


def parts_yet_to_come(moment: datetime) -> list[str]:
    parts = list(PARTS_OF_THE_DAY)
    return parts[parts.index(part_of_day(moment)) + 1 :]


def next_attempt(moment: datetime) -> datetime:
    """On the next working day, in the part of the day that follows this one."""
    parts = list(PARTS_OF_THE_DAY)
    part = parts[(parts.index(part_of_day(moment)) + 1) % len(parts)]
    day = due_day(moment, 1)
    hour = time(PARTS_OF_THE_DAY[part])
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())
