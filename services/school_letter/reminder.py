"""The day to ask the school again, as a file for calendars."""

import uuid
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event


def calendar(days: list[date]) -> bytes:
    """A file for calendars: who looks at the phone sees neither a school nor a child in it."""
    title = _("Ask again")
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
    return bytes(found.to_ical())
