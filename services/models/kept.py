"""Rows that nearly every page needs, kept in memory until something that families read changes."""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.utils import timezone

from services.models.stamp import Stamp
from services.models.turns import moments

Rows = TypeVar("Rows")

OLDEST = 60 * 60  # seconds; what was changed past the models is found by then

# By the function that reads them: the stamp by which they were read, when, and the rows.
_rows: dict[Callable, tuple[str, float, Any]] = {}
_request = Local()


def begin(**_signal: Any) -> None:
    _request.stamp = None


def end(**_signal: Any) -> None:
    if hasattr(_request, "stamp"):
        del _request.stamp


request_started.connect(begin)
request_finished.connect(end)


@contextmanager
def asked_once() -> Iterator[None]:
    """What reads through all pages asks for the stamp as often as a request, also in a command."""
    inside = hasattr(_request, "stamp")
    if not inside:
        begin()
    try:
        yield
    finally:
        if not inside:
            end()


def stamp() -> str:
    """Another after each change of what families read; asked once in a request.

    Another as well when an edition begins or ends: nobody has to be there for that.
    """
    known: str | None = getattr(_request, "stamp", None)
    if known is not None:
        return known
    current = Stamp.current()
    current = f"{current} {last_moment(current)}"
    if hasattr(_request, "stamp"):
        _request.stamp = current
    return current


def last_moment(current: str) -> datetime | None:
    """When an edition last began or ended."""
    read_by, read_at, known = _rows.get(moments, ("", -OLDEST, []))
    now = time.monotonic()
    if read_by != current or now - read_at >= OLDEST:
        known = moments()
        _rows[moments] = (current, now, known)
    passed = bisect_right(known, timezone.now())
    return known[passed - 1] if passed else None


def ask_again() -> None:
    """This request has changed something, which a rollback may undo: what it reads from here on
    must not be kept under the stamp from before, which everybody else still goes by."""
    if hasattr(_request, "stamp"):
        _request.stamp = None


def kept(read: Callable[[], Rows]) -> Rows:
    """What read() returns, asked again once something changed. Shared: not to be altered."""
    now, current = time.monotonic(), stamp()
    read_by, read_at, found = _rows.get(read, ("", -OLDEST, None))
    if found is None or read_by != current or now - read_at >= OLDEST:
        found = read()
        _rows[read] = (current, now, found)
    rows: Rows = found
    return rows
