"""Pages kept ready, around Django: what is the same for everybody is made once, and then sent."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings

from njcmo_site.caching import FOR_EVERYBODY
from njcmo_site.ready.asked import (
    Environ,
    adds_nothing,
    encoding_for,
    is_for_everybody,
    knows,
    page_asked_for,
)
from njcmo_site.ready.shared import Shared
from njcmo_site.ready.store import Headers, Made, NoPage, Page, Store
from njcmo_site.ready.version import Version

Application = Callable[[Environ, Any], Iterable[bytes]]


class ReadyPages:
    """The site with its pages kept ready.

    A page is asked of Django by its address alone: without the cookies, the headers and the Host
    of whoever asked. So what is kept cannot depend on a visitor, whatever that visitor sent.
    """

    def __init__(self, django: Application, store: Store | None = None, keeps: bool = True):
        self.django, self.keeps = django, keeps
        self.store, self.shared, self.version = store or Store(), Shared(), Version()
        self.being_made: dict[tuple[str, str], Future[Made]] = {}
        self.changing = threading.Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = page_asked_for(environ) if self.keeps else None
        page = self.page(path) if path else None
        if isinstance(page, NoPage) and adds_nothing(environ):
            start_response(page.status, [*page.headers])
            return [page.content] if environ["REQUEST_METHOD"] == "GET" else []
        if not isinstance(page, Page):
            return self.django(environ, start_response)
        body = page.bodies[encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))]
        if knows(environ, body.etag):
            start_response("304 Not Modified", [*body.headers_unchanged])
            return []
        start_response("200 OK", [*body.headers])
        return [body.content] if environ["REQUEST_METHOD"] == "GET" else []

    def page(self, path: str) -> Made:
        """None where the answer is not one for everybody, and before the database has answered."""
        version = self.version.lately()
        if version is None:
            return None
        return self.store.get(path, version) or self.made_once(path, version)

    def made_once(self, path: str, version: str) -> Made:
        """However many ask for a page that is not there yet: one makes it, the others wait."""
        if not is_for_everybody(path):
            return None
        with self.changing:
            if page := self.store.get(path, version):  # since this thread looked
                return page
            making = self.being_made.get((path, version))
            if is_mine := making is None:
                making = self.being_made[path, version] = Future()
        if is_mine:
            try:
                making.set_result(self.made(path))
            except BaseException as error:
                making.set_exception(error)
                raise
            finally:
                del self.being_made[path, version]
        return making.result()

    def made(self, path: str) -> Made:
        """Kept only when nothing was changed while it was made: it could be half old, half new."""
        before = self.version.now()
        page = self.shared.made_once(path, before, partial(self.made_now, path, before))
        if isinstance(page, Page) and page.version:
            self.store.keep(path, page)
        return page

    def made_now(self, path: str, before: str | None) -> Made:
        """Without a version when it is not to be kept."""
        status, headers, content = answer_to_nobody(self.django, path)
        if is_no_page(status, headers):
            return NoPage(status, headers, content)
        if not may_be_kept(status, headers):
            return None
        after = self.version.now()
        return Page.of(after if after and after == before else "", headers, content)


def answer_to_nobody(django: Application, path: str) -> tuple[str, Headers, bytes]:
    """What Django says to somebody of whom nothing is known."""
    site = urlsplit(settings.SITE_URL)
    environ = {"PATH_INFO": path, "HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme}
    setup_testing_defaults(environ)  # all else that a server sets
    started: list[tuple[str, Headers]] = []
    answer: Any = django(environ, lambda status, headers, *_: started.append((status, headers)))
    try:
        content = b"".join(answer)
    finally:
        answer.close()  # Django's request ends here, and with it what it knows of the version
    return (*started[0], content)


def may_be_kept(status: str, headers: Headers) -> bool:
    """What is marked, and is meant for no one."""
    said = dict(lower(headers))
    is_marked = status.startswith("200 ") and said.get("cache-control") == FOR_EVERYBODY
    return is_marked and is_meant_for_no_one(headers)


def is_no_page(status: str, headers: Headers) -> bool:
    """Whether whoever adds nothing to this address is told that it leads nowhere, or elsewhere."""
    return status.startswith(("301 ", "404 ")) and is_meant_for_no_one(headers)


def is_meant_for_no_one(headers: Headers) -> bool:
    """What has nothing that one visitor alone should get: a cookie, a nonce."""
    said = dict(lower(headers))
    return (
        said.get("vary", "Accept-Encoding") == "Accept-Encoding"
        and "set-cookie" not in said
        and "content-encoding" not in said
        and "'nonce-" not in said.get("content-security-policy", "")
    )


def lower(headers: Headers) -> Headers:
    return [(name.lower(), value) for name, value in headers]
