"""A backup is made: while the site serves, as the site was at one moment."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from django.db import connection

from njcmo_site import erased_references
from njcmo_site.backups import erasing, media, site
from njcmo_site.backups.archive import Writer
from njcmo_site.backups.seal import RefusedError
from njcmo_site.backups.totals import Totals, counted_blocks, counted_rows
from njcmo_site.env import sync_folder


def make(path: Path) -> tuple[int, int]:
    """(tables, files). The file appears when it is whole and on the disk, for this user alone.

    Raises RefusedError, OSError or DatabaseError, and leaves no file then.
    """
    refuse_taken(path)
    erased_references.note(sorted(erasing.missing()))  # from now on there is a list
    descriptor, unfinished = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".unfinished")
    try:
        with os.fdopen(descriptor, "wb") as file:  # mode 600
            counts = write(file)
            file.flush()
            os.fsync(file.fileno())
        refuse_taken(path)
        Path(unfinished).rename(path)
    except BaseException:
        with suppress(OSError):
            Path(unfinished).unlink()
        raise
    sync_folder(path.parent)
    return counts


def refuse_taken(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise RefusedError("it is there already; name another file.")


def write(file: BinaryIO) -> tuple[int, int]:
    archive, tables, files = Writer(file), Totals(), Totals()
    # Before and after: none is missing that came or went at this moment.
    names = media.files()
    with connection.wrap_database_errors, site.kind().snapshot() as database:
        names |= media.files()
        archive.begin(site=site.described())
        for table in site.tables():
            columns = database.columns(table)
            archive.begin(table=table, columns=columns)
            for row in counted_rows(table, database.rows(table, columns), tables):
                archive.add(row)
        sequences = database.sequences([*tables])
    for name in sorted(names):
        archive.begin(file=name)
        for block in counted_blocks(name, media.blocks_of(name), files):
            archive.add(block)
    archive.begin(totals={"tables": tables, "files": files, "sequences": sequences})
    archive.close()
    return len(tables), len(files)
