"""Makes pages ready at the start and after each change, so that hardly anybody waits for one."""

import logging
import threading
import time
from urllib.parse import urlsplit

from njcmo_site.ready import version as versions
from njcmo_site.ready.pages import ReadyPages
from njcmo_site.sitemaps import SITEMAPS

log = logging.getLogger(__name__)


def start_filling(pages: ReadyPages) -> threading.Event:
    """By a thread that ends with its process. It alone asks for the version from here on.

    The event comes when all pages have been tried once, whatever came of it.
    """
    tried = threading.Event()
    if pages.keeps:
        pages.version.is_watched = True
        threading.Thread(target=keep_filled, args=[pages, tried], daemon=True).start()
    else:
        tried.set()
    return tried


def keep_filled(pages: ReadyPages, tried: threading.Event) -> None:
    filled = None
    while True:
        try:
            version = pages.version.now()
            if version is not None and version != filled:
                filled = version if fill(pages, version) else None
        except Exception as error:  # noqa: BLE001  without this thread no change would be seen
            log.warning("Pages were not made ready (%s)", type(error).__name__)
        tried.set()
        time.sleep(versions.EVERY)


def fill(pages: ReadyPages, version: str) -> bool:
    """Make every page ready; False as soon as something has changed, or the database is away."""
    for path in addresses():
        pages.page(path)
        if pages.version.now() != version:
            return False
    return True


def addresses() -> list[str]:
    """Of all public pages, in both languages; the short ones first, which most families open."""
    found = [entry["location"] for kind in SITEMAPS.values() for entry in kind().get_urls()]
    return sorted((urlsplit(location).path for location in found), key=len)
