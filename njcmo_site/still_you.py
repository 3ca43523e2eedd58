"""Whether whoever signed in is still the one who sits there: asked before what matters most."""

import time
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.internal.httpkit import serialize_request
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import urlencode

SHOWN_FOR = 10 * 60  # seconds


def ways_to_show(request: HttpRequest) -> list[dict[str, str]]:
    """By their second factor; by the password where there is none."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    return [way for way in ways if way["id"].startswith("mfa")] or ways


def was_shown_lately(request: HttpRequest) -> bool:
    """Signing in takes the second factor too, so it counts as well."""
    if timezone.now().timestamp() - request.session.get("signed_in_at", 0) < SHOWN_FOR:
        return True
    kinds = {"mfa" if way["id"].startswith("mfa") else "password" for way in ways_to_show(request)}
    records = get_authentication_records(request, request.user)
    shown = [record["at"] for record in records if record["method"] in kinds]
    return bool(shown) and time.time() - max(shown) < SHOWN_FOR


def ask_again(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to where it is shown; what was being sent goes on from there by itself."""
    ways = ways_to_show(request)
    if not ways:
        raise PermissionDenied("neither a second factor nor a password")
    request.session.pop(STATE_SESSION_KEY, None)  # what was sent before, and left
    path = request.get_full_path()
    if request.method == "POST":
        request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
        path = request.path  # allauth compares it; the query stands in what is kept
    return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: path})}")


def asks_again(view):
    """For a view of staff; within one that has made sure that they may open it."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if was_shown_lately(request):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return asked
