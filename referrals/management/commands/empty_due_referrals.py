from django.core.management.base import BaseCommand

from referrals import retention
from referrals.models import Referral


class Command(BaseCommand):
    help = (
        "Erases what families wrote in the referrals whose last day has passed (intake settings);"
        " a stub stays of each. Open ones are closed first."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *, dry_run, **options):
        due = retention.due()
        count = (
            due.count() if dry_run else sum(empty(pk) for pk in due.values_list("pk", flat=True))
        )
        self.stdout.write(f"{count} referrals {'would be ' if dry_run else ''}emptied.")


def empty(pk: int) -> bool:
    """Without reading what is encrypted: a row that no key opens must be erased as well."""
    return retention.empty_when_due(Referral.objects.without_texts().get(pk=pk))
