from pathlib import Path

from django.core.management.base import BaseCommand

from njcmo_site.backups.restoring import restore
from njcmo_site.backups.telling import told


class Command(BaseCommand):
    help = (
        "Brings a site back to what is in FILE; stop the server before. It needs the same version"
        " of the site, the same kind of database, the FIELD_ENCRYPTION_KEYS and LOOKUP_KEY of when"
        " FILE was made, and the newest erased_references.txt in DATA_DIR: what was erased since"
        " is erased again before anybody can read it. All is compared before it counts; whatever"
        " is wrong, the site stays as it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--yes", action="store_true", help="throw away what this site holds; else it is refused"
        )
        parser.add_argument(
            "--list-lost",
            action="store_true",
            help="there is no newest erased_references.txt any more: what was erased comes back",
        )

    def handle(self, *, file, yes, list_lost, **options):
        again = told(str(file), lambda: restore(file, yes, list_lost), lambda: None)
        self.stdout.write(f"Restored from {file}; {again} requests were erased again.")
