"""Rows that nearly every page needs, kept in memory until something that families read changes."""

import time

from asgiref.local import Local
from django.core.signals import request_finished, request_started

from services.models.stamp import Stamp

OLDEST = 60 * 60  # seconds; what was changed past the models is found by then

# By the function that reads them: the stamp by which they were read, when, and the rows.
_rows: dict = {}
_request = Local()


def begin(**_signal) -> None:
    _request.stamp = None


def end(**_signal) -> None:
    if hasattr(_request, "stamp"):
        del _request.stamp


request_started.connect(begin)
request_finished.connect(end)


def stamp() -> str:
    """Another after each change of what families read; asked once in a request."""
    if not hasattr(_request, "stamp"):
        return Stamp.current()
    if _request.stamp is None:
        _request.stamp = Stamp.current()
    return _request.stamp


def kept(read):
    """What read() returns, asked again once something changed. Shared: not to be altered."""
    now, current = time.monotonic(), stamp()
    read_by, read_at, rows = _rows.get(read, (None, -OLDEST, None))
    if read_by != current or now - read_at >= OLDEST:
        rows = read()
        _rows[read] = (current, now, rows)
    return rows


def forget() -> None:
    _rows.clear()
