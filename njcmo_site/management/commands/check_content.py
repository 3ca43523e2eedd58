from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from njcmo_site.health import spanish
from njcmo_site.health.everything import content_rows

WHO_MAY_DO_EVERYTHING = User(is_superuser=True)


class Command(BaseCommand):
    help = (
        "Prints what of the pages could be better, a line each, the heaviest first. Ends with"
        " status 1 where something keeps somebody from using a page or is not safe."
    )

    def handle(self, **options):
        rows = content_rows(WHO_MAY_DO_EVERYTHING, spanish.texts(WHO_MAY_DO_EVERYTHING))
        for row in rows:
            self.stdout.write(f"{row.weight}: {row.group}: {row.place}: {row.why}")
        if any(row.blocks for row in rows):
            raise SystemExit(1)
