"""Links to other sites are asked once a day, beside the mails and never in their way."""

import logging
import subprocess
import sys
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

HOUR = 4  # of New Jersey, in which hardly anybody reads the site
LONGEST_RUN = 45 * 60  # seconds
NOT_AGAIN_FOR = 20 * 60 * 60  # seconds, on whichever machine

log = logging.getLogger(__name__)


class Asking:
    """A process of its own asks: it may hang, crash or be slow, and nothing else waits for it."""

    process: subprocess.Popen | None = None
    until = 0.0  # by time.monotonic()

    def go_on(self) -> None:
        """To be called now and then: begins a run when it is time, and ends one that hangs."""
        if self.process and self.process.poll() is None:
            if time.monotonic() >= self.until:
                self.process.kill()
                log.warning("Links to other sites: a run took too long and was ended")
        elif timezone.localtime().hour == HOUR and is_public() and is_first():
            self.begin()

    def begin(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_links"]
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  all ours
        except OSError as error:
            log.warning("Links to other sites were not asked (%s)", type(error).__name__)
        self.until = time.monotonic() + LONGEST_RUN


def is_first() -> bool:
    """Of all machines, this night. A cache that is away remembers none of them."""
    return cache.add("links-asked", 1, timeout=NOT_AGAIN_FOR)


def is_public() -> bool:
    """A site that is tried out, such as http://localhost:8000, asks nobody."""
    site = urlsplit(settings.SITE_URL)
    return site.scheme == "https" and "." in (site.hostname or "")
