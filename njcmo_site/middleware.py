"""What happens to every request and answer, beside what Django and its packages do."""

from io import BytesIO

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseNotAllowed
from django.utils import translation

from njcmo_site.accounts.sessions import SessionStore
from njcmo_site.client_address import believe_only_our_proxies
from njcmo_site.headers import HEADERS
from njcmo_site.keys import follow_secret_key
from njcmo_site.spanish.addresses import language_of_path
from njcmo_site.views import refusal

ANSWERED = ["GET", "HEAD", "POST"]

# Bytes, of all but staff (settings.py), whom a session tells: nobody else has typed into the admin.
# The fields of a request hold 3,000 characters, each of up to 12 bytes on the way: there is room
# for a message that is too long and comes back for that.
LARGEST_BODY = 256 * 1024
# More than a picture may have (services.photos.opening.MOST_BYTES): so its own form says so.
LARGEST_PICTURE = 20 * 1024 * 1024
ADDS_PICTURE = "/admin/services/photo/add/"


def take_newest_secret(get_response):
    def middleware(request):
        follow_secret_key()
        return get_response(request)

    return middleware


def language_by_path(get_response):
    """No cookie and no guess from the browser: one address is one page in one language.

    Django's LocaleMiddleware would guess where the address says nothing, and vary every answer by
    Accept-Language.
    """

    def middleware(request):
        request.LANGUAGE_CODE = language_of_path(request.path_info)
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def answer_health_checks(get_response):
    """Whatever the Host: a load balancer names itself, an address, or nothing that is one."""

    def middleware(request):
        if request.path_info in {"/healthz", "/readyz"}:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        return get_response(request)

    return middleware


def trust_proxies(get_response):
    """Before anybody asks whether a request is secure."""

    def middleware(request):
        believe_only_our_proxies(request)
        return get_response(request)

    return middleware


def refuse_other_methods(get_response):
    """405 for what no page here answers, such as TRACE; not every view of a package asks."""

    def middleware(request):
        if request.method not in ANSWERED:
            return HttpResponseNotAllowed(ANSWERED)
        return get_response(request)

    return middleware


def refuse_unreadable(get_response):
    """Answer 413 to more than a form of ours holds, before it is read.

    And 400 to what no browser sends: a NUL in address or cookie, half a body.
    """

    def middleware(request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in a cookie")
        limit = largest_body(request)
        try:
            if body_length(request, limit) > limit:
                return refusal(request, 413)
            request.POST  # noqa: B018  read here, once, where a failure has an answer
        except (ValueError, LookupError, OSError) as error:  # OSError: it broke off on the way
            raise BadRequest("unreadable body") from error
        return get_response(request)

    return middleware


def largest_body(request: WSGIRequest) -> int:
    """A picture is read only from who is signed in: a cookie alone is easily made up."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key or not request.path_info.startswith("/admin/"):
        return LARGEST_BODY
    if request.path_info == ADDS_PICTURE and SESSION_KEY in SessionStore(key):
        return LARGEST_PICTURE
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def body_length(request: WSGIRequest, limit: int) -> int:
    """How many bytes were sent; more than `limit` for whatever is longer.

    A proxy that streams names no length (Transfer-Encoding: chunked), and Django takes such a body
    for none: what a family or staff typed would be gone. So it is read here, up to the limit.
    """
    if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
        try:
            body = request.environ["wsgi.input"].read(limit + 1)
        except Exception as error:  # each server has its own for a body that breaks off
            raise BadRequest("unreadable body") from error
        request.META["CONTENT_LENGTH"] = str(len(body))
        request._stream = BytesIO(body)
    return int(request.META.get("CONTENT_LENGTH") or 0)


def accept_our_own_forms(get_response):
    """Believe the browser that a form comes from a page of ours: no page can forge Sec-Fetch-Site.

    Where an add-on for privacy hides the origin, this says it in its place. In the admin, whatever
    the token: signing in makes the tokens of open pages invalid, and what was typed there must not
    be lost. Not for /accounts/: who signs in is not who was signed in.
    """

    def middleware(request):
        if request.headers.get("Sec-Fetch-Site") == "same-origin":
            if request.headers.get("Origin", "null") == "null":
                request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
            if request.path_info.startswith("/admin/"):
                request._dont_enforce_csrf_checks = True  # what Django's own test client sets
        return get_response(request)

    return middleware


def headers_of_every_answer(get_response):
    """Django's own leave some out where they refuse a host before they redirect to https."""

    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
