from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from njcmo_site.backups.making import make
from njcmo_site.backups.telling import told
from referrals.models import LastBackup


class Command(BaseCommand):
    help = (
        "Writes everything into one new, encrypted FILE while the site serves: the database and"
        " the photos of staff, as they are at one moment. Left out are the cache and who is signed"
        " in. The first of FIELD_ENCRYPTION_KEYS opens it. Keep apart from it, and from this"
        " machine: FIELD_ENCRYPTION_KEYS, LOOKUP_KEY and SECRET_KEY, without which nobody can read"
        " it; and, as fresh as can be, erased_references.txt of DATA_DIR, which says what a"
        " restored site must erase again. Ends with status 0 only when FILE is whole and on disk."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file; none is replaced")

    def handle(self, *, file, **options):
        begun_at = timezone.now()
        tables, files = told(str(file), lambda: make(file), LastBackup.note_failed)
        LastBackup.note_made(begun_at)
        self.stdout.write(f"{tables} tables and {files} files are in {file}.")
