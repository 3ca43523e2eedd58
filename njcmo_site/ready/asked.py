"""What a request asks for, and whether a page kept ready may answer it."""

from functools import lru_cache
from re import fullmatch
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import parse_etags

from njcmo_site.client_address import believe_only_our_proxies
from njcmo_site.spanish.addresses import language_of_path

Environ = dict[str, Any]

# What newsletters and social networks add to an address; no page reads it.
TRACKING = ("utm_", "mc_")
TRACKING_NAMES = {"gclid", "fbclid"}
SMALLEST_FIRST = ["br", "gzip"]


class Asked(HttpRequest):
    """Only what Django needs to judge host and scheme: a whole request would cost more than all
    the rest of an answer kept ready."""

    def __init__(self, environ: Environ):
        self.META = environ

    def _get_scheme(self) -> str:
        return str(self.META["wsgi.url_scheme"])


def page_asked_for(environ: Environ) -> str | None:
    """The address of the page, when nothing but the address can decide the answer.

    None for whatever Django has to see itself: another method, a body, a query, a host that is
    not ours, plain HTTP where it is redirected.
    """
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("SCRIPT_NAME"):
        return None
    if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    query = environ.get("QUERY_STRING")
    if query and not all(is_tracking(part) for part in query.split("&")):
        return None
    return environ.get("PATH_INFO") if comes_by_the_right_way(environ) else None


def adds_nothing(environ: Environ) -> bool:
    """Whether the address is all there is. By a cookie staff see what is not there for others, and
    a query goes along to where a page is now."""
    return "HTTP_COOKIE" not in environ and not environ.get("QUERY_STRING")


def is_tracking(part: str) -> bool:
    name, _equals, _value = part.partition("=")
    return name.startswith(TRACKING) or name in TRACKING_NAMES


def comes_by_the_right_way(environ: Environ) -> bool:
    """The rules of Django's CommonMiddleware and SecurityMiddleware, asked in their words."""
    if not is_our_host(environ.get("HTTP_HOST", "")):
        return False
    if not settings.SECURE_SSL_REDIRECT:
        return True
    request = Asked(environ)
    believe_only_our_proxies(request)
    return request.is_secure()


@lru_cache(maxsize=256)
def is_our_host(host: str) -> bool:
    try:
        Asked({"HTTP_HOST": host}).get_host()
    except DisallowedHost:
        return False
    return True


def is_for_everybody(path: str) -> bool:
    """Whether a view answers there that is marked so (njcmo_site.caching.for_everybody)."""
    with translation.override(language_of_path(path)):
        try:
            view = resolve(path).func
        except Resolver404:
            return False
    return getattr(view, "is_for_everybody", False)


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The smallest of what a browser takes: "br", "gzip", or "" for none of them."""
    taken = set()
    for offer in accepted.lower().split(","):
        name, *weights = (part.strip() for part in offer.split(";"))
        if not any(fullmatch(r"q=0(\.0*)?", weight) for weight in weights):
            taken.add(name)
    return next((name for name in SMALLEST_FIRST if name in taken), "")


def knows(environ: Environ, etag: str) -> bool:
    """Whether the browser has this very body. A proxy may have made the tag a weak one: W/"…"."""
    sent = environ.get("HTTP_IF_NONE_MATCH")
    if not sent:
        return False
    tags = parse_etags(sent)
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}
