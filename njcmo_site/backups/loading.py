"""An archive is read into a database, the site's own or one aside, and what came is compared."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db import connection

from njcmo_site.backups import media, site
from njcmo_site.backups.archive import Head, Reader
from njcmo_site.backups.seal import DAMAGED, RefusedError
from njcmo_site.backups.totals import Totals, counted_rows, exhaust

Files = media.Staging | media.Counting
Parts = Iterator[tuple[Head, Iterator[bytes]]]


def begun(file: BinaryIO) -> tuple[dict[str, Any], Parts]:
    """(what it is of, its parts after that). Raises RefusedError when that is no site of ours."""
    parts = Reader(file).parts()
    head, _none = next(parts, ({}, iter(())))
    if "site" not in head:
        raise RefusedError(DAMAGED)
    site.refuse_another(head["site"])
    return head["site"], parts


def load(parts: Parts, database: site.Database, files: Files) -> Head:
    """Fill the database, which is empty, and the folder; return the totals.

    Raises RefusedError, OSError or DatabaseError for what is not whole: whoever calls takes it
    all back.
    """
    known, loaded = site.tables(), []
    totals: Head | None = None
    with connection.wrap_database_errors:
        for head, data in parts:
            if "file" in head:
                files.keep(head["file"], data)
            elif "table" in head:
                load_table(head, data, database, known)
                loaded.append(head["table"])
            else:
                totals = head["totals"]
        if totals is None or sorted(loaded) != known:
            raise RefusedError(DAMAGED)
        compare(totals, database, files)
    return totals


def load_table(
    head: Head, data: Iterator[bytes], database: site.Database, known: list[str]
) -> None:
    table, columns = head["table"], head["columns"]
    if table not in known or database.columns(table) != columns:
        raise RefusedError("its tables are not those of this site.")
    database.load(table, columns, data)


def compare(totals: Head, database: site.Database, files: Files) -> None:
    """Read again all that came."""
    tables = Totals()
    for table in totals["tables"]:
        rows = database.rows(table, database.columns(table))
        exhaust(counted_rows(table, rows, tables))
    if (tables, files.totals()) != (totals["tables"], totals["files"]):
        raise RefusedError(DAMAGED)
    if not database.hangs_together():
        raise RefusedError(DAMAGED)
