import logging
import re
import traceback


def without_key(text: str) -> str:
    """Leave out the key of a link for a new password: whoever reads a log could use it."""
    return re.sub(r"(/password/reset/key)/\S*", r"\1/", text, flags=re.IGNORECASE)


class DiscreetFormatter(logging.Formatter):
    """One line a record: the time, the level, the message, and where an exception came from.

    The text of an exception is left out: it can quote what a family typed (a database names the
    value that it refuses), and whoever reads logs has no business with it.
    """

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record):
        """One line, whatever was in an address: staff must not be able to write lines of their own.

        What Django’s security loggers say quotes the request; the kind of it says enough.
        """
        if record.name.startswith("django.security"):
            plain = {"msg": "refused", "args": (), "exc_info": None, "exc_text": None}
            record = logging.makeLogRecord(record.__dict__ | plain)
        return re.sub(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", " ", without_key(super().format(record)))

    def formatException(self, exc_info):  # noqa: N802  the name is logging's
        kind, _value, trace = exc_info
        frames = traceback.extract_tb(trace)
        where = " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames))
        return f"{kind.__module__}.{kind.__qualname__} at {where}"
