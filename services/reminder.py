"""Days on which to ask, as a file for calendars."""

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse

FILE_NAME = "reminder.ics"  # whoever sees it learns of no school and no child


def calendar(days: Iterable[date], title: str) -> HttpResponse:
    """A file for calendars: who looks at the phone reads this title, and of no child."""
    from icalendar import Alarm, Calendar, Event  # few ask for a file; each process is smaller

    found = Calendar()
    found.add("prodid", "-//Reminder//EN")
    found.add("version", "2.0")
    for day in days:
        event = Event()
        event.add("uid", str(uuid.uuid4()))
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", day)
        event.add("summary", title)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", timedelta(hours=9))  # of that day, in the morning
        event.add_component(alarm)
        found.add_component(event)
    response = HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
