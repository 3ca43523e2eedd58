"""What pages of families cost, and those of staff at 10,000 and at 1,000,000 referrals.

Run by script/benchmark.
"""

import argparse
import os
import platform
import sys
import time
from datetime import timedelta
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from random import Random

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "njcmo_site.settings"
django.setup()

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import ConnectionHandler, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from njcmo_site import env
from referrals.encryption import lookup_hash
from referrals.models import Referral, StaffProfile
from referrals.models.answers import Concern
from referrals.models.work import OPEN
from referrals.references import CHARACTERS, LENGTH
from services.models import CareManagementOrganization, County
from services.models.ages import ChildAge
from tests import (
    benchmark_anew,
    benchmark_crowd,
    benchmark_form,
    benchmark_pages,
    benchmark_proxy,
    benchmark_size,
    postgresql,
)
from tests.factories import referral_fields

ALLOWED = 1.5  # times the cost at the small size
BETWEEN = 30_000, 100_000, 300_000
ROUNDS = 25
OPEN_ONES = RECENT_CLOSED_ONES = 500  # at either size; all others are closed and older
RECENT = timedelta(weeks=12)
OLDEST = timedelta(days=3650)

LIST = "/admin/referrals/referral/"
SEARCH = "/admin/desk/search/"
SOUGHT = OPEN_ONES  # the number of a referral that is there at either size


def main(small: int, large: int) -> bool:
    say(f"Python {platform.python_version()}, Django {django.__version__}")
    folder = settings.DATA_DIR
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("prepare", verbosity=0, stdout=StringIO())
    within = benchmark_pages.compare(say)
    within = benchmark_proxy.compare(say) and within
    within = benchmark_anew.compare(say) and within
    within = benchmark_form.compare(say) and within
    within = benchmark_size.compare(say) and within
    within = benchmark_crowd.compare(say, "SQLite") and within
    within = compare([Site(folder / str(size), "", size) for size in (small, large)]) and within
    if not postgresql.programs():
        say("Without PostgreSQL’s programs only SQLite is measured.")
        return within
    cluster = postgresql.Cluster()
    try:
        crowded = cluster.new_database("njcmo_crowd")
        within = benchmark_crowd.compare(say, "PostgreSQL", DATABASE_URL=crowded) and within
        # In between as well: a plan that depends on luck is a good one at some sizes.
        sizes = [small, *(size for size in BETWEEN if small < size < large), large]
        urls = {size: cluster.new_database(f"njcmo_{size}") for size in sizes}
        return compare([Site(folder, url, size) for size, url in urls.items()]) and within
    finally:
        connections.close_all()
        cluster.stop()


class Site:
    """The site on a database of its own, with two who are signed in."""

    def __init__(self, folder: Path, url: str, size: int):
        self.size = size
        os.environ["DATABASE_URL"] = url
        folder.mkdir(exist_ok=True)
        config = env.database(folder)
        config["OPTIONS"].pop("pool", None)  # it goes by the name: both would share it
        self.connection = ConnectionHandler({"default": config})["default"]
        self.be_the_site()
        started = time.perf_counter()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_starter_content", stdout=StringIO())
        ana = make_person("ana", "supervisor")
        ben = make_person("ben", "supervisor", County.objects.get(pk="salem"))
        self.clients = {"NJCMO": Client(SERVER_NAME="localhost")}
        self.clients["one CMO"] = Client(SERVER_NAME="localhost")
        for client, person in zip(self.clients.values(), (ana, ben), strict=True):
            client.force_login(person)
        fill(size, [ana, ben])
        say(f"{size:,} referrals made in {time.perf_counter() - started:.0f} s")

    def be_the_site(self) -> None:
        connections["default"] = self.connection

    def seconds(self, person: str, path: str, posted: dict | None) -> float:
        self.be_the_site()
        client = self.clients[person]
        started = time.perf_counter()
        response = client.post(path, posted, follow=True) if posted else client.get(path)
        taken = time.perf_counter() - started
        assert response.status_code == 200, (path, response.status_code)
        return taken


def make_person(name: str, role: str, county: County | None = None) -> User:
    person = User.objects.create_user(name, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    organization = county and county.care_management_organization
    StaffProfile.objects.create(
        user=person, care_management_organization=organization, for_njcmo=organization is None
    )
    return person


def fill(size: int, people: list[User]) -> None:
    """So many referrals, and two looks at each. Plain SQL: the ORM would take ten minutes."""
    columns = {column.column: column for column in Referral._meta.concrete_fields}
    del columns["id"]
    alike = Referral(
        **referral_fields(status="closed", email="rosa@example.org", message="Haircuts are hard.")
    )

    def stored(fields: dict) -> dict:
        return {
            name: columns[name].get_db_prep_save(value, connection)
            for name, value in fields.items()
        }

    # Encrypted only once, for a row that is not there: no page here opens what a family wrote.
    common = stored({name: column.pre_save(alike, True) for name, column in columns.items()})
    insert = f"INSERT INTO referrals_referral ({', '.join(columns)}) VALUES "
    row = f"({', '.join(['%s'] * len(columns))})"
    referrals = ((common | stored(one)).values() for one in made_up(size, people))
    with connection.cursor() as cursor:
        with transaction.atomic():
            while batch := list(islice(referrals, 500)):
                values = list(chain.from_iterable(batch))
                cursor.execute(insert + ", ".join([row] * len(batch)), values)
        cursor.execute(
            "INSERT INTO referrals_look (at, day, person_id, what, referral_id, reason, detail)"
            " SELECT referral.received_at, date(referral.received_at), person.id, 'opened',"
            " referral.id, '', ''"
            " FROM referrals_referral AS referral CROSS JOIN auth_user AS person"
        )
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # which PostgreSQL does by itself, and SQLite never


def made_up(size: int, people: list[User]):
    """The columns in which referrals differ; the oldest first, as in life."""
    chance, now, today = Random(size), timezone.now(), timezone.localdate()
    counties = [county.pk for county in County.objects.exclude(pk="salem")] * 4
    counties.append("salem")  # the smallest, whose list still fills a page at 10,000
    organizations = [None] * 999 + [one.pk for one in CareManagementOrganization.objects.all()]
    staff = [None, *(person.pk for person in people)]
    older = size - OPEN_ONES - RECENT_CLOSED_ONES
    for number in range(size):
        left = size - number
        if left > size - older:
            age = RECENT + (OLDEST - RECENT) * ((older - number) / older)
        else:
            age = RECENT * (left / (size - older))
        fields = {
            "reference": reference(left),
            "received_at": now - age,
            "closed_at": now - age / 2,
            "status_since": now - age / 2,
            "due_on": (now - age).date() + timedelta(days=2),
            "phone_hash": lookup_hash("phone", phone(left)),
            "email_hash": lookup_hash("email", f"{left}@example.org"),
            "county_id": "salem" if left == SOUGHT else chance.choice(counties),
            "handed_to_id": chance.choice(organizations),
            "preferred_language": chance.choice(["en", "es"]),
            "child_age": chance.choice(ChildAge.values),
            "concerns": chance.sample(Concern.values, 2),
        }
        if left < size - older and left % 2:
            fields |= {"status": chance.choice(OPEN), "closed_at": None, "close_reason": ""}
            fields |= {"due_on": today + timedelta(days=chance.randint(-3, 10))}
            fields |= {"assigned_to_id": chance.choice(staff), "suspected": chance.random() < 0.1}
        yield fields


def phone(number: int) -> str:
    """Nearly everybody has another one."""
    return str(2_012_000_000 + number - (number % 20 == 0))


def reference(number: int) -> str:
    """Another for each number, and as scattered as those made by chance."""
    number = number * 15_485_863 % len(CHARACTERS) ** LENGTH
    characters = []
    for _place in range(LENGTH):
        number, character = divmod(number, len(CHARACTERS))
        characters.append(CHARACTERS[character])
    return "".join(characters)


def requests():
    yield "start page", "/admin/", None
    yield "first page of the list", LIST, None
    for query in (
        "due=overdue",
        "county__slug__exact=essex",
        "county__slug__exact=gloucester",  # of the same CMO as Salem
        "status__exact=closed",
        "status__exact=closed&county__slug__exact=salem",
        "status__exact=closed&child_age__exact=under_3",
        "status__exact=closed&suspected=yes",
    ):
        yield f"?{query}", f"{LIST}?{query}", None
    yield "who looked", "/admin/referrals/look/", None
    yield "who looked, ?unusual=yes", "/admin/referrals/look/?unusual=yes", None
    yield "search by reference", SEARCH, {"q": reference(SOUGHT)}
    yield "search by phone", SEARCH, {"q": phone(SOUGHT), "reason": "family_called"}


def compare(sites: list[Site]) -> bool:
    """Print what each request costs at each size; whether all stay within what is allowed."""
    version = ".".join(str(part) for part in connection.get_database_version())
    say(f"\n{connection.display_name} {version}: milliseconds, the best of {ROUNDS} at each size")
    say(f"and the dearest against the first, at most {ALLOWED}")
    sizes = "".join(f"{site.size:>11,}" for site in sites)
    say(f"{'':48}{'seen by':9}{sizes}   ratio")
    slow = 0
    for name, path, posted in requests():
        for person in sites[0].clients:
            # By turns, so that whatever else the computer does meets both alike.
            rounds = [
                [site.seconds(person, path, posted) for site in sites] for _ in range(ROUNDS + 1)
            ]
            taken = [min(times) for times in zip(*rounds, strict=True)]
            ratio = max(taken[1:]) / taken[0]
            slow += ratio > ALLOWED
            milliseconds = "".join(f"{1000 * seconds:11.1f}" for seconds in taken)
            mark = "not met" if ratio > ALLOWED else "met"
            say(f"{name:48}{person:9}{milliseconds}{ratio:8.2f} {mark}")
    return not slow


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", type=int, default=10_000)
    options.add_argument("--large", type=int, default=1_000_000)
    sys.exit(0 if main(**vars(options.parse_args())) else 1)
