"""Which version of all pages families read now, as the database says."""

import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections
from django.utils import timezone

from services.models.kept import stamp

EVERY = 0.5  # seconds; a change is read everywhere within a second


def read_version() -> str:
    """Another after each change, at each moment an edition begins or ends, and each hour.

    By the hour, because pages say of some days that they have passed in New Jersey, and because
    nothing tells of what was changed past the models.
    """
    return f"{stamp()} {timezone.localtime():%Y-%m-%d %H}"


class Version:
    """What this process knows of it; shared by its threads."""

    def __init__(self, read: Callable[[], str] = read_version):
        self.read = read
        self.known: str | None = None
        self.asked_at = -EVERY
        self.is_watched = False  # a thread of its own asks: no visitor waits for a database
        self.asking = threading.Lock()

    def lately(self) -> str | None:
        """As it was half a second ago; while the database is away or slow, as it was before."""
        is_due = time.monotonic() - self.asked_at >= EVERY
        # One thread asks, the others do not wait for it.
        if is_due and not self.is_watched and self.asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self.asking.release()
        return self.known

    def now(self) -> str | None:
        """As it is at this moment; None while the database is away."""
        with self.asking:
            return self._ask()

    def _ask(self) -> str | None:
        try:
            found = self.read()
        except Error:
            return None
        finally:
            # No request closes it: threads that keep theirs would use up the pool of PostgreSQL.
            close_old_connections()
            self.asked_at = time.monotonic()
        self.known = found
        return found
