import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from njcmo_site.status.figures import figures
from njcmo_site.status.lines import lines, of_the_database


class Command(BaseCommand):
    help = (
        "Says how the site is, a line each: version, database and migrations, server, keys,"
        " e-mails that wait, the last backup, the disk, and how much there is to do. Before what"
        " needs somebody stands LOOK, and the command ends with status 1 then. Counts alone;"
        " changes nothing."
    )

    def handle(self, **options):
        try:
            told = [of_the_database()]
            if told[0].is_fine:  # else nobody knows what can be asked of it
                told = list(lines({one.name: one for one in figures()}))
        except (DatabaseError, OSError) as error:
            raise CommandError(f"The site cannot be read ({type(error).__name__}).") from None
        for line in told:
            self.stdout.write(f"{'ok  ' if line.is_fine else 'LOOK'} {line.text}")
        sys.exit(not all(line.is_fine for line in told))
