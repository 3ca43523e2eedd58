"""Makes pages ready at the start and after each change, so that hardly anybody waits for one."""

import logging
import math
import threading
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.urls import get_resolver
from django.utils import translation

from njcmo_site.ready import version as versions
from njcmo_site.ready.asked import is_for_everybody
from njcmo_site.ready.pages import ReadyPages
from njcmo_site.ready.store import Page
from njcmo_site.search.freshness import index
from njcmo_site.sitemaps import SITEMAPS

AGAIN = 5.0  # seconds until what could not be made is tried once more

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


def fill_before_the_fork(pages: ReadyPages) -> None:
    """Make pages ready, and all that this loads, in the memory that the processes share.

    No connection may be left, which two would use at once. Without a database they do it alone.
    """
    get_resolver().url_patterns  # noqa: B018  they load the views
    caches["default"]  # noqa: B018  and this loads the cache
    version = pages.version.now() if pages.keeps else None
    if version is not None:
        fill(pages, version)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                index()  # of the search
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own


def keep_filled(pages: ReadyPages, tried: threading.Event) -> None:
    version_tried, again_at = None, math.inf
    while True:
        try:
            version = pages.version.now()
            is_due = version != version_tried or time.monotonic() >= again_at
            if version is not None and is_due:
                are_ready = fill(pages, version)
                version_tried = version
                again_at = math.inf if are_ready else time.monotonic() + AGAIN
        except Exception as error:  # noqa: BLE001  without this thread no change would be seen
            log.warning("Pages were not made ready (%s)", type(error).__name__)
        tried.set()
        time.sleep(versions.EVERY)


def fill(pages: ReadyPages, version: str) -> bool:
    """Make every page ready; False when one could not be made.

    It ends as soon as something has changed, or the database is away.
    """
    are_ready = True
    for path in addresses():
        are_ready = isinstance(pages.page(path), Page) and are_ready
        if pages.version.known != version:  # asked for when the page was made
            return False
    return are_ready


def addresses() -> list[str]:
    """Of all pages that may be kept, in both languages; the short ones first: most open those."""
    found = [entry["location"] for kind in SITEMAPS.values() for entry in kind().get_urls()]
    paths = [urlsplit(location).path for location in found]
    return sorted(filter(is_for_everybody, paths), key=len)
