from pathlib import Path

from django.core.management.base import BaseCommand

from njcmo_site.backups.proving import prove
from njcmo_site.backups.telling import told
from referrals.models import LastBackup


class Command(BaseCommand):
    help = (
        "Proves that FILE can be restored here: restores it aside, into temporary tables, and"
        " compares every row and file with what was counted when it was made. The site stays as"
        " it is; only the list of its health says when this was done. Ends with status 0 only when"
        " FILE is whole."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file, **options):
        made_at = told(str(file), lambda: prove(file), LastBackup.note_check_failed)
        LastBackup.note_proven(made_at)
        self.stdout.write(f"{file} is whole; it was made on {made_at:%Y-%m-%d at %H:%M} UTC.")
