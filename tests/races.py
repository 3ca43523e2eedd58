"""Staff who press at the same instant: threads on the database of a real site.

Run by `manage.py shell`; each returns what happened to whom.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

from referrals.models import Referral
from tests.factories import make_referral
from tests.test_admin import page_of, seen

PEOPLE = 8


def people() -> list[User]:
    group = Group.objects.get(name="intake coordinator")
    made = []
    for number in range(PEOPLE):
        person, _ = User.objects.get_or_create(username=f"racer{number}", is_staff=True)
        person.groups.add(group)
        made.append(person)
    return made


def at_once(do, each) -> list:
    """Each in a thread of its own, none before all are ready."""
    ready = threading.Barrier(len(each))

    def wait_and_do(one):
        try:
            ready.wait()
            return do(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(each)) as pool:
        return list(pool.map(wait_and_do, each))


def next_calls() -> str:
    """How many of those who pressed “Next call” got a family, and how many families that was."""
    racers = people()
    Referral.objects.update(status="closed", closed_at="2026-01-01T00:00Z", close_reason="spam")
    for _ in range(PEOPLE + 2):
        make_referral()
    got = at_once(Referral.objects.hold_next_for, racers)
    return f"{len(got)} {len({referral.pk for referral in got})}"


def takes() -> str:
    """How many of those who took one referral succeeded, and how many steps that made."""
    referral = make_referral()

    def take(person):
        try:
            Referral.objects.get(pk=referral.pk).take(person)
        except ValueError:
            return 0
        return 1

    return f"{sum(at_once(take, people()))} {referral.steps.count()}"


def saves() -> str:
    """How many of those who saved the page that all had opened succeeded; what was stored."""
    referral = make_referral()
    clients = []
    for person in people():
        client = Client(HTTP_HOST="localhost")
        client.force_login(person)
        clients.append((client, seen(client, referral)))

    def save(one):
        client, opened = one
        answers = opened | {"status": "in_touch", "note": "mine"}
        return client.post(page_of(referral), answers).status_code

    answers = at_once(save, clients)
    return f"{answers.count(302)} {answers.count(200)} {referral.steps.count()}"
