"""What happens to every request and answer, beside what Django and its packages do."""

from django.core.exceptions import BadRequest
from django.utils import translation

from njcmo_site.client_address import comes_from_trusted_proxy
from njcmo_site.localized import language_of_path

# A browser gives none of these to a page that does not ask; a page of ours never asks.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)


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


def trust_proxies(get_response):
    """Take off the headers by which a proxy speaks for a client, unless it is one of ours."""

    def middleware(request):
        if not comes_from_trusted_proxy(request):
            request.META.pop("HTTP_X_FORWARDED_FOR", None)
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return get_response(request)

    return middleware


def refuse_unreadable(get_response):
    """Answer 400 to what no browser sends: a NUL in address or cookie, half a body."""

    def middleware(request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in a cookie")
        try:
            request.POST  # noqa: B018  read here, once, where a failure has an answer
        except (ValueError, LookupError, OSError) as error:  # OSError: it broke off on the way
            raise BadRequest("unreadable body") from error
        return get_response(request)

    return middleware


def permissions_policy(get_response):
    def middleware(request):
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware
