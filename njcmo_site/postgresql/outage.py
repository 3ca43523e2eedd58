"""Whether the PostgreSQL of this site answers: asked aside, when something takes long.

One that is slow, or waits for a lock, goes on being waited for; one that says nothing is away, and
nobody else waits for what one has waited for.
"""

import logging
import socket
import threading
import time
from functools import cache

import psycopg

log = logging.getLogger(__name__)

SILENT = 1.5  # seconds without a sign of life, after which it is asked whether it lives
ASKING = 0.7  # seconds that this may take; with the above, an answer of ours is within three
AGAIN = 1.0  # seconds until one that is away is asked once more
DO_YOU_SPEAK_TLS = bytes.fromhex("0000000804d2162f")  # which every PostgreSQL answers, to anybody


class Away(psycopg.OperationalError):
    pass


class Place:
    """Where a PostgreSQL is: a host, or the folder of its socket."""

    def __init__(self, host: str, port: int):
        self.host, self.port = host, port
        self.is_away, self.asked_at = False, 0.0
        self.asking = threading.Lock()

    def let_pass(self) -> None:
        """Raise Away while it is; one of those who come asks again, at most once in a second."""
        if not self.is_away:
            return
        if time.monotonic() - self.asked_at >= AGAIN and self.asking.acquire(blocking=False):
            try:
                self.ask()
            finally:
                self.asking.release()
        if self.is_away:
            raise Away("it was asked a moment ago")

    def ask(self) -> None:
        """Raise Away when it does not say a word."""
        was_away, self.is_away = self.is_away, not self.answers()
        self.asked_at = time.monotonic()
        if was_away != self.is_away:
            log.warning("The database %s", "does not answer" if self.is_away else "answers again")
        if self.is_away:
            raise Away("it does not answer")

    def answers(self) -> bool:
        """True as well where nobody said where it is: a socket in the folder of the system."""
        if not self.host:
            return True
        try:
            with self.line() as line:
                line.sendall(DO_YOU_SPEAK_TLS)
                return bool(line.recv(1))
        except OSError:
            return False

    def line(self) -> socket.socket:
        if not self.host.startswith("/"):
            return socket.create_connection((self.host, self.port), ASKING)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(ASKING)
        line.connect(f"{self.host}/.s.PGSQL.{self.port}")
        return line


place = cache(Place)
