"""What an archive is of: which tables there are, and what must be the same where it is restored."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from njcmo_site.backups import media
from njcmo_site.backups.postgresql import PostgreSQL
from njcmo_site.backups.seal import RefusedError
from njcmo_site.backups.sqlite import Sqlite
from referrals.encryption import lookup_hash, lookup_hashes
from referrals.models import Referral, StaffSession

Database = Sqlite | PostgreSQL
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def kind() -> type[Sqlite] | type[PostgreSQL]:
    return Sqlite if connection.vendor == "sqlite" else PostgreSQL


def tables() -> list[str]:
    """All that models have, but for who is signed in. The cache is no model's."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    ours = {
        *connection.introspection.django_table_names(),
        MigrationRecorder.Migration._meta.db_table,
    }
    return sorted(ours & there - {Session._meta.db_table, StaffSession._meta.db_table})


def migrations() -> tuple[list[str], list[str]]:
    """(those that the database has, those that this version of the site has)"""
    loader = MigrationLoader(connection)
    known = sorted(loader.graph.nodes)
    applied = [one for one in known if one in loader.applied_migrations]
    return [".".join(one) for one in applied], [".".join(one) for one in known]


def described() -> dict[str, Any]:
    return {
        "made_at": timezone.now().isoformat(),
        "engine": connection.vendor,
        "migrations": migrations()[0],
        "lookup_key": lookup_hash("backup", "key"),  # which one it is, and nothing of it
    }


def refuse_another(site: dict[str, Any]) -> None:
    """Raises RefusedError for an archive of a site of another kind."""
    if site["engine"] != connection.vendor:
        raise RefusedError(
            f"it was made on {NAMES[site['engine']]}, and this site is on"
            f" {NAMES[connection.vendor]}; see DATABASE_URL."
        )
    if site["migrations"] != migrations()[1]:
        raise RefusedError(
            "it was made by another version of the site; restore it with that version (git"
            " checkout), and upgrade after that."
        )
    if site["lookup_key"] not in lookup_hashes("backup", "key"):
        raise RefusedError(
            "LOOKUP_KEY is not the one that the site had when it was made; add that one after it."
        )


def migrate_if_new() -> None:
    """Make the tables of a database that has none. Raises RefusedError when it has older ones."""
    if not migrations()[0]:
        call_command("migrate", verbosity=0, interactive=False)
    applied, known = migrations()
    if applied != known:
        raise RefusedError("the database of this site is of another version; run migrate first.")


def holds_something() -> bool:
    """Whether families or staff were here; what every new site begins with is nothing."""
    return Referral.objects.exists() or User.objects.exists() or bool(media.files())
