"""Rows as the database holds them, what is encrypted included: copied, and compared one by one."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet

from njcmo_site.backups.seal import RefusedError
from njcmo_site.backups.sqlite import quoted
from njcmo_site.moving.sqlite import OLD
from referrals.models import StaffSession

BATCH = 500  # rows
Rows = Iterator[tuple[Any, ...]]


def models() -> list[type[Model]]:
    """But for who is signed in."""
    ours = apps.get_models(include_auto_created=True)
    return [each for each in ours if not issubclass(each, AbstractBaseSession | StaffSession)]


def stored(model: type[Model], using: str) -> "QuerySet[Any, tuple[Any, ...]]":
    """Past its managers: theirs may leave rows out, or read the column of another language."""
    names = [field.attname for field in model._meta.concrete_fields]
    return QuerySet(model, using=using).values_list(*names)


def copy(model: type[Model]) -> None:
    """Raises RefusedError, naming the table, for what PostgreSQL does not take."""
    table, fields = model._meta.db_table, model._meta.concrete_fields
    columns = quoted([field.column for field in fields])
    try:
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {quoted([table])} ({columns}) FROM STDIN") as lines,
        ):
            for row in stored(model, OLD).iterator(BATCH):
                ready = zip(fields, row, strict=True)
                lines.write_row([field.get_db_prep_save(one, connection) for field, one in ready])
    except DatabaseError as error:
        raise RefusedError(
            f"{table} has a row that PostgreSQL refuses: {error_name(error)}."
        ) from None


def error_name(error: Exception) -> str:
    """Not its text, which may quote the row."""
    return type(error.__cause__ or error).__name__


def is_same(model: type[Model]) -> bool:
    """Whether each row of the old site is there as it was, and no other."""
    key = [field.primary_key for field in model._meta.concrete_fields].index(True)
    now = stored(model, "default")
    old = stored(model, OLD).iterator(BATCH)
    while rows := {row[key]: row for row in islice(old, BATCH)}:
        if {row[key]: row for row in now.filter(pk__in=rows)} != rows:
            return False
    return bool(now.count() == stored(model, OLD).count())
