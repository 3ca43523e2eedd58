"""A site moves from SQLite to PostgreSQL: wholly, or PostgreSQL stays as it was."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from njcmo_site.backups import site
from njcmo_site.backups.postgresql import PostgreSQL
from njcmo_site.backups.seal import RefusedError
from njcmo_site.moving.rows import copy, is_same, models, stored
from njcmo_site.moving.sqlite import last_keys, old_site
from njcmo_site.serving import is_served
from referrals.models import Referral


def move(path: Path) -> tuple[int, int]:
    """(tables, rows) that are the same now. Raises RefusedError, OSError or DatabaseError."""
    if connection.vendor != "postgresql":
        raise RefusedError("set DATABASE_URL to an empty database of PostgreSQL.")
    if is_served(settings.DATA_DIR):
        raise RefusedError("the server is running; stop it first.")
    site.migrate_if_new()
    with old_site(path), transaction.atomic():
        is_filled = Referral.objects.exists() or User.objects.exists()
        if not is_filled:
            fill()
        for model in models():
            if not is_same(model):
                raise RefusedError(
                    "the database of DATABASE_URL holds requests or accounts; name an empty one."
                    if is_filled
                    else f"{model._meta.db_table} did not come out the same."
                )
        return len(models()), sum(stored(model, "default").count() for model in models())


def fill() -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        tables = sorted({*tables} - {MigrationRecorder.Migration._meta.db_table})
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, tables))}")
    for model in models():
        copy(model)
    with connection.wrap_database_errors:
        database = PostgreSQL(connection.connection)
        database.hangs_together()
        database.go_on_after(last_keys())
    call_command("check_stored_data")
