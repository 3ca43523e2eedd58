from django.conf import settings
from django.core.management.base import BaseCommand

from njcmo_site.backups.telling import told
from njcmo_site.moving.moving import move


class Command(BaseCommand):
    help = (
        "Moves a site from SQLite to PostgreSQL: all rows of njcmo.sqlite3 in DATA_DIR, what is"
        " encrypted as it is, into the database that DATABASE_URL names now, which has to be empty."
        " Stop the server before. Every row is compared; whatever is wrong, nothing has changed."
        " The SQLite file is only read. Run again, it compares once more."
    )

    def handle(self, **options):
        path = settings.DATA_DIR / "njcmo.sqlite3"
        tables, rows = told(str(path), lambda: move(path), lambda: None)
        self.stdout.write(f"{rows} rows in {tables} tables are in PostgreSQL as they were.")
