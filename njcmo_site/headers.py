"""What every answer tells a browser, whoever gives it: Django, or the server in its place."""

from collections.abc import Callable
from functools import wraps
from typing import Any

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
# Clear-Site-Data, also of what “Back” would show: not the cookies, one of which says who has left.
FORGET_PAGES = '"cache", "storage"'
HEADERS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": the browser would then send "Origin: null", and Django refuse every form.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# Browsers ask each time whether a page is still the same; a cache that many share asks once a
# second, shows the old one while it asks for up to ten, and for an hour while we do not answer.
FOR_EVERYBODY = "public, max-age=0, s-maxage=1, stale-while-revalidate=10, stale-if-error=3600"


def for_everybody(view: Callable) -> Callable:
    """A page that is the same for whoever asks: any cache may keep it (njcmo_site/ready/).

    Not with a query: ?draft is for staff, and what a family chose is for nobody else.
    """

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        is_plain = response.status_code == 200 and not request.META.get("QUERY_STRING")
        if is_plain and not response.has_header("Cache-Control"):  # a draft has its own
            response["Cache-Control"] = FOR_EVERYBODY
        return response

    as_marked: Any = marked
    as_marked.is_for_everybody = True
    return marked
