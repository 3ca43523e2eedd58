"""Who sees what is not published yet."""

from django.conf import settings
from django.http import HttpRequest


def shows_draft(request: HttpRequest, published: object, permission: str) -> bool:
    """Whether to show the draft: with ?draft, or where nothing is published; to staff alone.

    Asks who is there only where a session is: a family’s page never depends on a cookie.
    """
    if published is not None and "draft" not in request.GET:
        return False
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and request.user.has_perm(permission)
