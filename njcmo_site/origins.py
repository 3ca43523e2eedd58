"""Which site a form or a button was pressed on, as the browser says."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


def refused_by_check(request: HttpRequest) -> str:
    """Why Django does not take a form as one of ours; "" if it does."""
    check = CsrfCheck(HttpResponse)  # what it would ask for an answer is never called
    return str(check.process_view(request, HttpResponse, (), {}) or "")


def pressed_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser names another site. Where it names none, it sends no session along."""
    site = request.headers.get("Sec-Fetch-Site")
    if site in {"same-origin", "same-site", "cross-site"}:  # no page can forge it
        return site != "same-origin"
    named = [request.headers.get("Origin"), request.headers.get("Referer")]
    # Not every proxy passes on by which name and port a browser called it.
    ours = (request.build_absolute_uri("/"), f"{settings.SITE_URL}/")
    return any(one not in {None, "", "null"} and not f"{one}/".startswith(ours) for one in named)
