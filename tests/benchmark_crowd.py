"""How families fare who send their requests at the same moment, to a real server with its mails.

Run by script/benchmark, on each database.
"""

import re
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests.benchmark_line import tell
from tests.families import family_sends
from tests.server import Server, wait_until

CLIENTS, EACH = 32, 5  # requests of each, one after the other
REFERENCE = r"<b[^>]*>\w{4}-\w{4}</b>"


def compare(say: Callable[[str], None], database: str, **own: str) -> bool:
    """Print how many families got no number, and how often the database was locked."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", TRUSTED_PROXIES="127.0.0.1", **own).start()
        try:
            began = time.perf_counter()
            with ThreadPoolExecutor(CLIENTS) as pool:
                taken = [*pool.map(lambda _: is_taken(server), range(CLIENTS * EACH))]
            seconds = time.perf_counter() - began
        finally:
            server.stop()
            wait_until(lambda: not server.workers())
        log = server.log.read_text()
    errors = taken.count(False) + log.count('"status": 500')
    say(f"\n{database}: {len(taken)} requests for help by {CLIENTS} clients at once")
    within = [
        tell(say, "errors", [errors], at_most=0),
        tell(say, "“locked” in the log", [log.count("locked")], at_most=0),
    ]
    tell(say, "forms opened, sent and answered a second", [len(taken) / seconds])
    return all(within)


def is_taken(server: Server) -> bool:
    with suppress(OSError):
        return bool(re.search(REFERENCE, family_sends(server)))
    return False
