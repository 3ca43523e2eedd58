"""What was done with a referral."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from referrals.encryption import EncryptedTextField, HoldsEncrypted
from referrals.models.work import NOTE_CAN_CHANGE_FOR, OUTCOME_CAN_BE_UNDONE_FOR, Status

if TYPE_CHECKING:
    pass


class StepQuerySet(models.QuerySet["Step"]):
    def notes(self) -> Self:
        return self.exclude(note="")

    def pressed_lately(self, by: User) -> Self:
        """Outcomes that this person pressed within five minutes, and did not undo."""
        since = timezone.now() - OUTCOME_CAN_BE_UNDONE_FOR
        tried = self.filter(by=by, what=Step.What.TRIED, at__gt=since)
        return tried.filter(before__isnull=False)


class Step(HoldsEncrypted):
    """One step in the story of a referral: who did what, when, and what they noted.

    Goes with what the family wrote when the referral is emptied.
    """

    class What(models.TextChoices):
        MOVED = "moved", "Status"
        TRIED = "tried", "Tried to reach"
        TAKEN = "taken", "Taken"
        HANDED_OVER = "handed_over", "Handed over"
        RELEASED = "released", "Released: not spam"
        NOTED = "noted", "Note"
        ENTERED = "entered", "Entered"
        PLANNED = "planned", "Next step"
        UNDONE = "undone", "Undone"

    referral = models.ForeignKey(
        "referrals.Referral", on_delete=models.PROTECT, related_name="steps"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the family, or the site by itself
        related_name="+",
    )
    what = models.CharField(max_length=11, choices=What)
    status = models.CharField("status after it", max_length=9, choices=Status)
    detail = models.CharField(max_length=250, blank=True)  # made by the site, never typed
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = EncryptedTextField(blank=True, row="number")
    pinned = models.BooleanField("read first", default=False)
    # Of an outcome that can still be undone: how the referral was before, and its last step then.
    before = models.JSONField(null=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="step_is_known",
                condition=Q(
                    what__in=["moved", "tried", "taken", "handed_over", "released", "noted"]
                    + ["entered", "planned", "undone"],
                    status__in=Status.values,
                ),
            ),
            models.CheckConstraint(
                name="step_note_has_words", condition=~Q(what="noted") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="step_pinned_has_note", condition=Q(pinned=False) | ~Q(note="")
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(pinned=True), name="step_one_read_first"
            ),
        ]

    def __str__(self):
        return f"{self.referral}: {self.get_what_display()}"

    @property
    def has_note(self) -> bool:
        """Without opening it."""
        return bool(vars(self)["note"])

    def can_be_changed_by(self, user: User) -> bool:
        """A note is its author’s for 15 minutes; then others may have acted on it."""
        fresh = timezone.now() - self.at < NOTE_CAN_CHANGE_FOR
        return self.has_note and self.by_id == user.pk and fresh

    def pin(self) -> None:
        """The one note to be read before the others."""
        with transaction.atomic():
            self.referral.lock_for()
            self.referral.steps.filter(pinned=True).update(pinned=False)
            Step.objects.filter(pk=self.pk).exclude(note="").update(pinned=True)
