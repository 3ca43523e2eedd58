from django.core.management.base import BaseCommand

from referrals import retention
from referrals.models import Referral
from referrals.references import shown_reference


class Command(BaseCommand):
    help = (
        "Erases what families wrote in the referrals whose last day has passed (intake settings);"
        " a stub stays of each. Open ones are closed first. Names the references, as --dry-run does"
        " before."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say which")

    def handle(self, *, dry_run, **options):
        due = retention.due().order_by("pk").values_list("pk", "reference")
        done = [reference for pk, reference in due if dry_run or empty(pk)]
        for reference in done:
            self.stdout.write(shown_reference(reference))
        self.stdout.write(f"{len(done)} referrals {'would be ' if dry_run else ''}emptied.")


def empty(pk: int) -> bool:
    """Without reading what is encrypted: a row that no key opens must be erased as well."""
    return retention.empty_when_due(Referral.objects.without_texts().get(pk=pk))
