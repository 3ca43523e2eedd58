"""What is not published yet: who sees it, where, and what a browser may do with it."""

import re
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
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


def asked_content(request: HttpRequest, draft: Any) -> Any:
    """With ?draft=4 that of edition 4, whether families ever read it or not; else the draft’s."""
    number = request.GET.get("draft", "")
    if not number:
        return draft.content()
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise Http404
    edition = get_object_or_404(draft.editions, number=number)
    if edition.damage:
        raise Http404
    return edition.content


def draft_addresses(draft: Any, anchor: str = "", number: int | str = "") -> list[tuple[str, str]]:
    """(language, where staff see the draft in it, or an edition) for each language."""
    page = urlsplit(draft.get_absolute_url())
    query = f"draft={number}" if number else "draft"
    if anchor:
        page = page._replace(fragment=anchor)
    return [
        (name, page._replace(path=twin(page.path, code), query=query).geturl())
        for code, name in settings.LANGUAGES
    ]
