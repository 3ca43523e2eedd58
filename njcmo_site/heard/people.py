"""Who answered today already; of whom nobody can tell who they are."""

from datetime import datetime, time, timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from njcmo_site.client_address import client_network

# So many are told apart behind one connection: a family of three phones, the readers of a library.
# Whoever calls a browser by ever new names is counted no more often on a page.
PEOPLE_OF_A_CONNECTION = 20


def is_first_today(request: HttpRequest, page: str) -> bool:
    """Whether this person has not answered about the page today; asked again, they have.

    The cache keeps a keyed hash of it until midnight. One that is away remembers nobody.
    """
    agent = request.headers.get("User-Agent", "")
    person = int(hashed(agent)[:8], 16) % PEOPLE_OF_A_CONNECTION
    key = hashed(f"{timezone.localdate()} {client_network(request)} {person} {page}")
    return cache.add(f"answered-{key}", 1, timeout=seconds_of_today_left())


def hashed(text: str) -> str:
    return salted_hmac("njcmo_site.heard", text, algorithm="sha256").hexdigest()


def seconds_of_today_left() -> int:
    now = timezone.localtime()
    tomorrow = timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), time.min))
    return int((tomorrow - now).total_seconds()) + 1
