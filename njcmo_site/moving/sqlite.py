"""The SQLite file that a site comes from, beside the database that it has now."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.utils import load_backend

from njcmo_site.backups.seal import RefusedError

OLD = "sqlite"  # the name of its connection


@contextmanager
def old_site(path: Path) -> Iterator[None]:
    """As it is now: whoever would write into it waits. Raises RefusedError where it is none."""
    if not path.exists():
        raise RefusedError("it is not there; DATA_DIR names the folder of the site to move.")
    ours = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    ours["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 30}  # type: ignore[assignment]
    known = connections["default"].settings_dict
    connection = load_backend(ours["ENGINE"]).DatabaseWrapper(known | ours, OLD)
    connections[OLD] = connection
    try:
        with transaction.atomic(using=OLD):
            refuse_another_version()
            yield
    finally:
        connection.close()
        del connections[OLD]


def refuse_another_version() -> None:
    loader = MigrationLoader(connections[OLD])
    if set(loader.applied_migrations) != set(loader.graph.nodes):
        raise RefusedError(
            "it is of another version; start this one once without DATABASE_URL, then stop it."
        )


def last_keys() -> dict[str, int]:
    """By table, also of rows that are gone: a key that was given is not given again."""
    with connections[OLD].cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())
