"""The tables of SQLite. A row is a JSON list of its values as they are stored."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection

Sequences = dict[str, int]  # by table: the last key that was given


def quoted(names: list[str], sign: str = "") -> str:
    return ", ".join(sign + connection.ops.quote_name(name) for name in names)


class Sqlite:
    def __init__(self, raw: Any):
        self.raw = raw

    @classmethod
    @contextmanager
    def snapshot(cls) -> Iterator["Sqlite"]:
        """As it is now; whoever writes goes on meanwhile, and is not seen."""
        file = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(file, isolation_level=None)) as raw:
            raw.execute("BEGIN")
            raw.execute("SELECT 1 FROM sqlite_master").fetchone()  # now, not at the first table
            yield cls(raw)

    @classmethod
    @contextmanager
    def aside(cls, tables: list[str]) -> Iterator["Sqlite"]:
        """The same tables, empty, in a temporary file without a name: nothing of it can stay."""
        made = "SELECT sql FROM sqlite_master WHERE tbl_name IN (%s) AND sql <> '' ORDER BY type"
        with connection.cursor() as cursor, closing(sqlite3.connect("")) as raw:
            cursor.execute(made.replace("%s", ", ".join(["%s"] * len(tables))), tables)
            statements = [sql for (sql,) in cursor.fetchall()]
            # Tables come before their indexes.
            for sql in sorted(statements, key=lambda sql: not sql.startswith("CREATE TABLE")):
                raw.execute(sql)
            yield cls(raw)

    def columns(self, table: str) -> list[str]:
        found = self.raw.execute("SELECT name FROM pragma_table_info(?)", [table])
        return sorted(name for (name,) in found)

    def rows(self, table: str, columns: list[str]) -> Iterator[bytes]:
        # With a sign before it a column is a value: nothing turns it into a date on the way.
        sql = f"SELECT {quoted(columns, '+')} FROM {quoted([table])}"  # noqa: S608
        for row in self.raw.execute(sql):
            yield json.dumps(row, ensure_ascii=False).encode()

    def empty(self, tables: list[str]) -> None:
        for table in tables:
            self.raw.execute(f"DELETE FROM {quoted([table])}")  # noqa: S608

    def load(self, table: str, columns: list[str], rows: Iterator[bytes]) -> None:
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {quoted([table])} ({quoted(columns)}) VALUES ({marks})"  # noqa: S608
        self.raw.executemany(sql, map(json.loads, rows))

    def hangs_together(self) -> bool:
        """Whether every row that another one names is there."""
        return not self.raw.execute("PRAGMA foreign_key_check").fetchone()

    def sequences(self, tables: list[str]) -> Sequences:
        found = dict(self.raw.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        return {name: last for name, last in found.items() if name in tables}

    def go_on_after(self, sequences: Sequences) -> None:
        self.raw.execute("DELETE FROM sqlite_sequence")
        sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)"
        self.raw.executemany(sql, sequences.items())
