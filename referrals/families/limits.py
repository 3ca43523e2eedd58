"""How many requests one internet connection may send, and how much else of it counts."""

import re
from datetime import timedelta

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from njcmo_site.client_address import client_network
from njcmo_site.events import note
from referrals.models import Count
from referrals.references import stored_reference

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# Many families share the connection of a library, a clinic or a school.
REQUESTS_AN_HOUR = 300
# Of forms that are sent, those that come back with a mistake as well: each makes the server work.
FORMS_AN_HOUR = 1500
# Of answers about pages, see njcmo_site/heard/views.py.
ANSWERS_AN_HOUR = 300
# Of new words for which the search found nothing, see njcmo_site/search/unanswered.py.
NEW_WORDS_A_DAY = 20
# Of questions where a request stands, see status.py; and of those about the same request.
STATUS_AN_HOUR = 300
STATUS_OF_ONE_AN_HOUR = 20
# Of those with four digits for a proof, about the same request, from all connections.
SHORT_PROOFS_A_DAY = 100


def seconds_to_wait(request: HttpRequest) -> int:
    """Count this request; 0, or how long its sender has to wait because too many came."""
    return count(request, Count.Kind.REQUESTS, REQUESTS_AN_HOUR)


def seconds_to_wait_with_any_form(request: HttpRequest) -> int:
    """Count a form that was sent, right or wrong, as seconds_to_wait() counts requests."""
    return count(request, Count.Kind.FORMS, FORMS_AN_HOUR)


def seconds_to_wait_for_status(request: HttpRequest, reference: str, proof: str) -> int:
    """Count a question of where a request stands, right or wrong; for each reference apart.

    Nobody goes through four digits so, from however many connections. Nor does it keep out the
    family: it has a connection of its own, and a whole number or an e-mail address.
    """
    whom = f"status {stored_reference(reference)}"
    return (
        count(request, Count.Kind.FORMS, STATUS_AN_HOUR, "status")
        or count(request, Count.Kind.FORMS, STATUS_OF_ONE_AN_HOUR, whom)
        or (is_short(proof) and Count.one_more(Count.Kind.FORMS, whom, SHORT_PROOFS_A_DAY, DAY))
        or 0
    )


def is_short(proof: str) -> bool:
    """Whether somebody could guess it."""
    return len(re.sub(r"[\W_]", "", proof)) <= 4


def too_many_answers(request: HttpRequest) -> bool:
    """Count an answer about a page; apart, so that a request can still be sent after many."""
    return count(request, Count.Kind.FORMS, ANSWERS_AN_HOUR, "answers") > 0


def too_many_new_words(request: HttpRequest) -> bool:
    """Count words that nobody asked before, of which there is room for few."""
    return count(request, Count.Kind.FORMS, NEW_WORDS_A_DAY, "words", within=DAY) > 0


def count(
    request: HttpRequest, kind: str, most: int, what: str = "", within: timedelta = HOUR
) -> int:
    network = client_network(request)
    whom = f"{what} {network}".strip()
    seconds = Count.one_more(kind, whom, most, within) if network else 0
    if seconds:
        note("limit", of=f"{kind} {what.partition(' ')[0]}".strip())  # not whose
    return seconds


def forget_expired() -> None:
    """Take out of the tables what no longer counts; in the cache it stays until space is short."""
    Count.objects.filter(until__lte=timezone.now()).delete()
    if isinstance(caches["default"], DatabaseCache):
        table = connection.ops.quote_name(caches["default"]._table)  # type: ignore[attr-defined]  # not in the stubs
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
