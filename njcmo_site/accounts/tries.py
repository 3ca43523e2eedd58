"""How often somebody may be wrong."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from njcmo_site.events import note


def count_try(request: HttpRequest) -> ratelimit.RateLimitUsage:
    """Count a wrong password or code of this connection; what turns out right is rolled back.

    Apart from allauth's count of the account, which a right code clears: one account of their own
    would let a guesser begin anew with those of others. Raises ValidationError after too many.
    """
    tries = ratelimit.consume(request, app="allauth.account", action="failed_by_connection")
    if not tries:
        note("limit", of="wrong passwords or codes of a connection")
        raise get_adapter().validation_error("too_many_login_attempts")
    return tries
