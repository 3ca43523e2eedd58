import json
import logging
import re
import traceback
from datetime import UTC, datetime

from njcmo_site import request_numbers


def without_key(text: str) -> str:
    """Leave out the key of a link for a new password: whoever reads a log could use it."""
    return re.sub(r"(/password/reset/key)/[^\s\"]*", r"\1/", text, flags=re.IGNORECASE)


class DiscreetFormatter(logging.Formatter):
    """One line of JSON a record, with where an exception came from, and its facts.

    The text of an exception is left out: it can quote what a family typed (a database names the
    value that it refuses), and whoever reads logs has no business with it.
    """

    def format(self, record):
        """ASCII alone: whatever was in an address, nobody writes lines of their own."""
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": event_of(record),
            "from": record.name,
            "request": request_numbers.number(),
            "account": request_numbers.account(),
            "error": self.formatException(record.exc_info) if record.exc_info else None,
            **getattr(record, "facts", {}),
        }
        told = {name: value for name, value in facts.items() if value not in {None, ""}}
        return without_key(json.dumps(told))

    def formatException(self, exc_info):  # noqa: N802  the name is logging's
        kind, _value, trace = exc_info
        frames = traceback.extract_tb(trace)
        where = " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames))
        return f"{kind.__module__}.{kind.__qualname__} at {where}"


def event_of(record: logging.LogRecord) -> str:
    """What Django’s security loggers say quotes the request; the kind of it says enough."""
    return "refused" if record.name.startswith("django.security") else record.getMessage()
