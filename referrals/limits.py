"""How many requests one internet connection may send, and how many mails one address gets."""

import logging

from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction
from django.utils import timezone
from django_ratelimit.core import get_usage

from njcmo_site.client_address import client_network
from referrals.encryption import lookup_hash

log = logging.getLogger(__name__)

# Many families share the connection of a library, a clinic or a school.
RATE = "300/h"
# Of forms that are sent, those that come back with a mistake as well: each makes the server work.
SENT_RATE = "1500/h"
MAILS_A_DAY = 3
DAY = 24 * 60 * 60  # seconds


def seconds_to_wait(request) -> int:
    """Count this request; 0, or how long its sender has to wait because too many came."""
    return count(request, "referrals", RATE)


def seconds_to_wait_with_any_form(request) -> int:
    """Count a form that was sent, right or wrong, as seconds_to_wait() counts requests."""
    return count(request, "sent", SENT_RATE)


def count(request, group: str, rate: str) -> int:
    """0, or the seconds until `rate` allows one more of this group.

    Of the sender, the cache holds a keyed hash, for an hour. Whatever fails here costs no family
    its request.
    """
    network = client_network(request)
    if not network:
        return 0
    try:
        usage = get_usage(
            request,
            group=group,
            key=lambda *_: lookup_hash("network", network),
            rate=rate,
            increment=True,
        )
    except Exception as error:  # noqa: BLE001  each kind of cache raises its own
        log.warning("Requests are not counted: the cache failed (%s)", type(error).__name__)
        return 0
    return max(1, usage["time_left"]) if usage and usage["should_limit"] else 0


def may_be_mailed(email_hash: str) -> bool:
    """Count a mail to a family; False when its address got three, the last within a day.

    In the cache, and not by the referrals: whoever would flood a stranger could take each request
    back, which then keeps no trace of the address.
    """
    key = f"mails:{email_hash}"
    try:
        with transaction.atomic():  # a cache in the database may fail without undoing the request
            mails = cache.get(key, 0)
            if mails < MAILS_A_DAY:
                cache.set(key, mails + 1, timeout=DAY)
    except Exception as error:  # noqa: BLE001  each kind of cache raises its own
        log.warning("Mails are not counted: the cache failed (%s)", type(error).__name__)
        return True
    return mails < MAILS_A_DAY


def forget_expired() -> None:
    """Take out of a table what no longer counts; it would stay there until space is short."""
    if isinstance(caches["default"], DatabaseCache):
        table = connection.ops.quote_name(caches["default"]._table)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
