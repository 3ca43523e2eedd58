"""What went wrong in the site itself, for who looks after it."""

from typing import Self

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone


class FaultQuerySet(models.QuerySet["Fault"]):
    def note(self, error: str, place: str, request: str) -> None:
        with transaction.atomic():  # what fails in here must not undo what is around it
            fault, is_new = self.get_or_create(error=error, place=place)
            self.filter(pk=fault.pk).update(
                times=F("times") + (not is_new), last_at=timezone.now(), request=request
            )

    def untold(self) -> Self:
        return self.filter(times__gt=F("told"))


class Fault(models.Model):
    """An error by its kind and its place in the code; never its text, which may quote somebody."""

    error = models.CharField(max_length=200)  # the exception’s class, or the logger
    place = models.CharField(max_length=300)
    request = models.CharField(max_length=10, blank=True)  # the number of the last one
    times = models.PositiveIntegerField(default=1)
    told = models.PositiveIntegerField(default=0)  # of these times, how many were mailed
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    objects = FaultQuerySet.as_manager()

    class Meta:
        ordering = ["first_at"]
        constraints = [
            models.UniqueConstraint(fields=["error", "place"], name="fault_once_by_place"),
        ]

    def __str__(self):
        return f"{self.error} at {self.place}"
