"""What became of links to other sites, as far as a program can tell."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

LONGEST = 1000  # characters of an address; of a longer one nothing is known
ENOUGH_DAYS = 3  # a site may be away for a day


class LinkCheck(models.Model):
    """A link to another site: what it answered when it was last asked.

    `gone_days` counts the different days on which it was gone, since it last worked.
    """

    class State(models.TextChoices):
        WORKS = "works", "works"
        GONE = "gone", "gone"
        UNKNOWN = "unknown", "cannot tell"

    address = models.CharField(max_length=LONGEST, unique=True)
    state = models.CharField(max_length=7, choices=State)
    checked_on = models.DateField(default=timezone.localdate)
    gone_on = models.DateField(null=True)
    gone_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["checked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="link_check_state_is_known",
                condition=Q(state__in=["works", "gone", "unknown"]),
            ),
            models.CheckConstraint(
                name="link_check_gone_has_a_day",
                condition=Q(gone_days=0, gone_on=None) | Q(gone_days__gt=0, gone_on__isnull=False),
            ),
            models.CheckConstraint(
                name="link_check_gone_is_counted",
                condition=Q(gone_days=0) & ~Q(state="gone")
                | Q(gone_days__gt=0) & ~Q(state="works"),
            ),
        ]

    def __str__(self):
        return self.address

    @classmethod
    def note(cls, address: str, state: str) -> None:
        """That nobody can tell today changes nothing of what was counted."""
        today = timezone.localdate()
        new = LinkCheck(address=address, state=cls.State.UNKNOWN)
        with transaction.atomic():
            LinkCheck.objects.bulk_create([new], ignore_conflicts=True)  # another run may be at it
            check = cls.objects.select_for_update().get(address=address)
            check.state, check.checked_on = state, today
            if state == cls.State.WORKS:
                check.gone_on, check.gone_days = None, 0
            elif state == cls.State.GONE and check.gone_on != today:
                check.gone_on, check.gone_days = today, check.gone_days + 1
            check.save()
