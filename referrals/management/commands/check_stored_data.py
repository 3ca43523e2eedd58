import sys

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand

from referrals.models import Referral


class Command(BaseCommand):
    help = "Stops with status 2 when the encryption keys do not open what is stored."

    def handle(self, **options):
        names = Referral.objects.filter(emptied_at=None).values_list("caregiver_name")
        try:
            # The oldest needs the oldest key that is still in use, the newest the newest.
            names.order_by("pk").first(), names.order_by("pk").last()
        except InvalidToken:
            sys.stderr.write(
                "FIELD_ENCRYPTION_KEYS: these keys do not open what is stored; add the key that"
                " was used before, after the newest.\n"
            )
            sys.exit(2)
