"""The tables of PostgreSQL. A row is a line of COPY, in the text form."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from njcmo_site.backups.sqlite import Sequences, quoted

# What a line of COPY depends on.
FORMS = "SET LOCAL TimeZone TO 'UTC'; SET LOCAL DateStyle TO 'ISO, MDY'"
REFERRING = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND conrelid = %s::regclass"
)
KEYS = (
    "SELECT columns.table_name, columns.column_name, sequences.last_value"
    " FROM information_schema.columns AS columns JOIN pg_sequences AS sequences"
    " ON pg_get_serial_sequence(quote_ident(columns.table_name), columns.column_name)"
    " = quote_ident(sequences.schemaname) || '.' || quote_ident(sequences.sequencename)"
    " WHERE columns.is_identity = 'YES' AND columns.table_schema = current_schema()"
    " AND columns.table_name = ANY(%s)"
)


class PostgreSQL:
    def __init__(self, raw: Any):
        self.raw = raw
        self.raw.execute(FORMS)

    @classmethod
    @contextmanager
    def snapshot(cls) -> Iterator["PostgreSQL"]:
        """As it is now; whoever writes goes on meanwhile, and is not seen."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield cls(connection.connection)

    @classmethod
    @contextmanager
    def aside(cls, tables: list[str]) -> Iterator["PostgreSQL"]:
        """The same tables, empty and temporary, in a transaction that is taken back."""
        with transaction.atomic():
            database = cls(connection.connection)
            rules = [
                (table, name, rule)
                for table in tables
                for name, rule in database.raw.execute(REFERRING, [table]).fetchall()
            ]
            for name in map(quoted, ([table] for table in tables)):
                database.raw.execute(f"CREATE TEMPORARY TABLE {name} (LIKE {name} INCLUDING ALL)")
            for table, name, rule in rules:
                added = f"ADD CONSTRAINT {quoted([name])} {rule}"
                database.raw.execute(f"ALTER TABLE {quoted([table])} {added}")
            yield database
            transaction.set_rollback(True)

    def columns(self, table: str) -> list[str]:
        sql = (
            "SELECT attname FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        )
        return sorted(name for (name,) in self.raw.execute(sql, [table]).fetchall())

    def rows(self, table: str, columns: list[str]) -> Iterator[bytes]:
        sql = f"COPY {quoted([table])} ({quoted(columns)}) TO STDOUT"
        with self.raw.cursor() as cursor, cursor.copy(sql) as copy:
            yield from map(bytes, copy)  # PostgreSQL sends one row at a time

    def empty(self, tables: list[str]) -> None:
        self.raw.execute(f"TRUNCATE {quoted(tables)}")

    def load(self, table: str, columns: list[str], rows: Iterator[bytes]) -> None:
        sql = f"COPY {quoted([table])} ({quoted(columns)}) FROM STDIN"
        with self.raw.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write(row)

    def hangs_together(self) -> bool:
        """Whether every row that another one names is there; if not, it raises IntegrityError."""
        self.raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return True

    def sequences(self, tables: list[str]) -> Sequences:
        return {table: last or 0 for table, _column, last in self.keys(tables)}

    def go_on_after(self, sequences: Sequences) -> None:
        for table, column, _last in self.keys(list(sequences)):
            key = f"ALTER TABLE {quoted([table])} ALTER COLUMN {quoted([column])}"
            self.raw.execute(f"{key} RESTART WITH {int(sequences[table]) + 1}")

    def keys(self, tables: list[str]) -> list[tuple[str, str, int | None]]:
        found: list[tuple[str, str, int | None]] = self.raw.execute(KEYS, [tables]).fetchall()
        return found
