"""Sites to back up and to restore: each a new database, on SQLite or PostgreSQL."""

from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connections
from django.db.utils import load_backend

from referrals.models import LastBackup, StaffSession

NUMBERS = count(1)


class Sites:
    """`move()` goes to a new site with nobody on it; what the site holds, `held()`."""

    def __init__(self, engine, folder, settings, new_database):
        self.engine, self.folder, self.settings = engine, folder, settings
        self.new_database, self.suites = new_database, connections["default"]

    def move(self) -> None:
        self.leave()
        data = self.folder / f"site-{next(NUMBERS)}"
        data.mkdir()
        self.settings.DATA_DIR, self.settings.MEDIA_ROOT = data, data / "media"
        self.database = getattr(self, self.engine)(data)
        self.go(self.another_connection())

    def sqlite(self, data: Path) -> dict:
        (data / "njcmo.sqlite3").write_bytes(self.suites.connection.serialize())
        wal = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": wal}
        engine = "django.db.backends.sqlite3"
        return {"ENGINE": engine, "NAME": str(data / "njcmo.sqlite3"), "OPTIONS": options}

    def postgresql(self, data: Path) -> dict:
        url = urlsplit(self.new_database(f"backup_{data.name[5:]}"))
        engine = "django.db.backends.postgresql"
        place = {"HOST": url.hostname, "PORT": url.port, "USER": url.username}
        return {"ENGINE": engine, "NAME": url.path[1:], "OPTIONS": {}} | place

    def another_connection(self):
        backend = load_backend(self.database["ENGINE"])
        return backend.DatabaseWrapper(self.suites.settings_dict | self.database, "default")

    def go(self, connection) -> None:
        connections["default"] = connection

    def leave(self) -> None:
        if connections["default"] is not self.suites:
            connections["default"].close()
            self.go(self.suites)

    @contextmanager
    def as_somebody_else(self):
        """Over a connection of its own, as another process of the site."""
        mine, other = connections["default"], self.another_connection()
        self.go(other)
        yield
        other.close()
        self.go(mine)

    def held(self) -> dict:
        """Every row of every model, and every photo; not what each site notes for itself."""
        rows = {
            model._meta.label: sorted(map(repr, model._base_manager.values()))
            for model in apps.get_models(include_auto_created=True)
            if model not in (Session, StaffSession, LastBackup)
        }
        media = Path(self.settings.MEDIA_ROOT)
        files = (path for path in media.rglob("*") if path.is_file())
        return rows | {str(path.relative_to(media)): path.read_bytes() for path in files}
