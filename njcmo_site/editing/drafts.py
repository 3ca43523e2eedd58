"""What is not published yet: who sees it, where, and what a browser may do with it."""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from njcmo_site.spanish.addresses import twin


def shows_draft(request: HttpRequest, published: object, permission: str) -> bool:
    """Whether to show the draft: with ?draft, or where nothing is published; to staff alone.

    Asks who is there only where a session is: a family’s page never depends on a cookie.
    """
    if published is not None and "draft" not in request.GET:
        return False
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and request.user.has_perm(permission)


def as_draft(response: HttpResponse) -> HttpResponse:
    """Kept nowhere and found nowhere; staff see it in a frame as wide as a phone."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]  # of django-csp
    return response


def draft_addresses(draft: Any, anchor: str = "") -> list[tuple[str, str]]:
    """(language, where staff see the draft in it) for each language."""
    page = urlsplit(draft.get_absolute_url())
    if anchor:
        page = page._replace(fragment=anchor)
    return [
        (name, page._replace(path=twin(page.path, code), query="draft").geturl())
        for code, name in settings.LANGUAGES
    ]
