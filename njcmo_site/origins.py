"""Which site a form or a button was pressed on, as the browser says."""

from django.http import HttpRequest


def pressed_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser names another site. Where it names none, it sends no session along."""
    site = request.headers.get("Sec-Fetch-Site")
    named = {request.headers.get("Origin", "null"), request.headers.get("Referer", "null")}
    ours = request.build_absolute_uri("/")
    elsewhere = [one for one in named - {"null"} if not f"{one}/".startswith(ours)]
    return site in {"cross-site", "same-site"} or bool(elsewhere)
