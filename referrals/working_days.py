"""When a family hears from us: by which day at the latest, and in which part of the day."""

from calendar import FRIDAY, MONDAY, SUNDAY, THURSDAY, TUESDAY
from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils import timezone


def from_day(day: date, weekday: int, number: int = 1) -> date:
    """The first such weekday on or after that day; or the second, the third."""
    return day + timedelta(days=(weekday - day.weekday()) % 7 + 7 * (number - 1))


def easter(year: int) -> date:
    """The Sunday after the church's first full moon of spring, from 1900 to 2199 (Gauss)."""
    place = year % 19  # in the cycle of the moon
    days = (19 * place + 24) % 30
    days -= days == 29 or (days == 28 and place > 10)
    return from_day(date(year, 3, 22) + timedelta(days=days), SUNDAY)


@cache
def state_holidays(year: int) -> frozenset[date]:
    """The days of a year on which the offices of New Jersey are closed.

    The paid holidays of state employees (N.J.S.A. 11A:6-24.1), of which general elections are held
    each year (19:2-3); on Lincoln’s Birthday the offices are open (36:1-1). The next New Year’s
    Day is among them, for when it is observed on December 31.
    """
    days = [
        date(year, 1, 1),
        from_day(date(year, 1, 1), MONDAY, 3),  # Martin Luther King’s Birthday
        from_day(date(year, 2, 1), MONDAY, 3),  # Presidents Day
        easter(year) - timedelta(days=2),  # Good Friday
        from_day(date(year, 5, 25), MONDAY),  # Memorial Day, the last Monday
        from_day(date(year, 6, 1), FRIDAY, 3),  # Juneteenth, whichever day the 19th is
        date(year, 7, 4),
        from_day(date(year, 9, 1), MONDAY),  # Labor Day
        from_day(date(year, 10, 1), MONDAY, 2),  # Columbus Day
        from_day(date(year, 11, 2), TUESDAY),  # Election Day, after the first Monday
        date(year, 11, 11),
        from_day(date(year, 11, 1), THURSDAY, 4),  # Thanksgiving
        date(year, 12, 25),
        date(year + 1, 1, 1),
    ]
    return frozenset(map(observed, days))


def observed(day: date) -> date:
    """That of Saturday on Friday, that of Sunday on Monday: N.J.A.C. 4A:6-2.4(c)."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in state_holidays(day.year)


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


def next_attempt(moment: datetime, best_time: str = "") -> datetime:
    """On the next working day: at the family's good time, or in the part that follows this one."""
    parts = list(PARTS_OF_THE_DAY)
    following = parts[(parts.index(part_of_day(moment)) + 1) % len(parts)]
    hour = time(PARTS_OF_THE_DAY.get(best_time, PARTS_OF_THE_DAY[following]))
    day = due_day(moment, 1)
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())
