"""What every kind of e-mail has."""

from typing import Self, TypeVar

from django.db import models
from django.utils import timezone

Mail = TypeVar("Mail", bound="Outgoing")


class OutgoingQuerySet(models.QuerySet[Mail]):
    def resting(self) -> Self:
        """What was refused for so long that it is no longer tried."""
        return self.filter(rests=True)

    def try_now(self) -> None:
        """Somebody has mended what was wrong, or hopes so."""
        self.update(due_at=timezone.now(), rests=False, refused_since=None)


class Outgoing(models.Model):
    """What is mailed, and how that went: see outbox.put_off()."""

    tries = models.PositiveIntegerField("failed tries", default=0, editable=False)
    refused_since = models.DateTimeField(null=True, editable=False)
    rests = models.BooleanField("is no longer tried", default=False, editable=False)
    # The exception’s class, never its text.
    last_error = models.CharField("last error", max_length=100, blank=True, editable=False)

    class Meta:
        abstract = True
