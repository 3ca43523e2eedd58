"""Connections whose server is asked for a sign of life when it says nothing for a moment."""

import select
import time
from collections.abc import Callable, Generator
from typing import Any

import psycopg

from njcmo_site.postgresql.outage import SILENT, Away, place

Steps = Generator[Any, Any, Any]


class Watched(psycopg.Connection[Any]):
    def wait(self, gen: Steps, *args: Any, **kwargs: Any) -> Any:
        ask = place(self.info.host, self.info.port).ask
        try:
            return super().wait(watched(gen, ask), *args, **kwargs)
        except Away:
            self.pgconn.finish()  # else whoever closes the connection waits once more
            raise

    def has_ended(self) -> bool:
        """Whether the server said something to a connection that waits: that it ends it."""
        ready = select.poll()
        ready.register(self.fileno(), select.POLLIN)
        return bool(ready.poll(0))


def watched(steps: Steps, ask: Callable[[], None]) -> Steps:
    """psycopg's own steps of one exchange; ask() each time nothing has come for a while."""
    heard_at = time.monotonic()
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            is_silent = not ready and time.monotonic() - heard_at >= SILENT
            if is_silent:
                ask()
            if ready or is_silent:
                heard_at = time.monotonic()
            wanted = steps.send(ready)
    except StopIteration as end:
        return end.value
