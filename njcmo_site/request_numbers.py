"""The number of a request: its error page shows it, and each line that the log has of it."""

import secrets
from contextvars import ContextVar

from django.http import HttpRequest

KEY = "njcmo.number"  # in what a server knows of a request; no header can have this name
CURRENT: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def number_requests(get_response):
    """Made here: one that a stranger sends could be anything, also somebody else’s."""

    def middleware(request):
        request.META[KEY] = secrets.token_hex(5)
        before = CURRENT.set(request)
        try:
            return get_response(request)
        finally:
            CURRENT.reset(before)

    return middleware


def number() -> str:
    """Of the request that is being answered; "" outside of any."""
    request = CURRENT.get()
    return request.META.get(KEY, "") if request else ""


def account() -> int | None:
    """Who is signed in, where somebody has asked already: a log asks no database."""
    user = getattr(CURRENT.get(), "_cached_user", None)
    return user.pk if user else None
