"""How often something happened lately."""

import math
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from referrals.encryption import lookup_hash


class Count(models.Model):
    """How often something happened lately, such as mails to one mailbox.

    Of whom, it holds a keyed hash, and that until the time is over. In the database and not in the
    cache, which counts in two steps: of those who come at once, each would be the first.
    """

    class Kind(models.TextChoices):
        MAILS = "mails"
        REQUESTS = "requests"
        FORMS = "forms"
        TOLD = "told"  # mails to an address of staff, see outbox.note_told()

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=64, primary_key=True)  # lookup_hash of kind and whom
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self):
        return str(self.number)

    @classmethod
    def one_more(cls, kind: str, whom: str, most: int, within: timedelta) -> int:
        """Count it and return 0; or, when there were `most`, the seconds until it counts again."""
        key, now = lookup_hash(kind, whom), timezone.now()
        own, first = Count.objects.filter(key=key), Count(kind=kind, key=key, until=now + within)
        with transaction.atomic():
            Count.objects.bulk_create([first], ignore_conflicts=True)
            own.filter(until__lte=now).update(number=0, until=now + within)
            # The one step that decides. Others wait here, and see what it left.
            if own.filter(number__lt=most).update(number=models.F("number") + 1):
                return 0
            until = own.values_list("until", flat=True).first() or now  # forgotten at this instant
        return math.ceil((until - now).total_seconds())
