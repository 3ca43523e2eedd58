"""Fills the store at the start and after each change, so that hardly anybody waits for a page."""

import logging
import threading
import time
from urllib.parse import urlsplit

from njcmo_site.ready import version as versions
from njcmo_site.ready.pages import ReadyPages
from njcmo_site.sitemaps import SITEMAPS

log = logging.getLogger(__name__)


def start_filling(pages: ReadyPages) -> None:
    """By a thread that ends with its process. It alone asks for the version from here on."""
    if pages.keeps:
        pages.version.is_watched = True
        threading.Thread(target=keep_filled, args=[pages], daemon=True).start()


def keep_filled(pages: ReadyPages) -> None:
    filled = None
    while True:
        try:
            version = pages.version.now()
            if version is not None and version != filled:
                filled = version if fill(pages, version) else None
        except Exception as error:  # noqa: BLE001  without this thread no change would be seen
            log.warning("Pages were not made ready (%s)", type(error).__name__)
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
