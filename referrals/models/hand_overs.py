"""What was offered to another CMO, and waits for its answer."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from referrals.models.outgoing import Outgoing, OutgoingQuerySet
from referrals.models.reasons import HandOverReason
from referrals.models.staff import StaffProfile
from services.models import CareManagementOrganization


class HandOverQuerySet(OutgoingQuerySet["HandOver"]):
    def visible_to(self, user: User) -> Self:
        """The CMO that is asked sees what is offered to it; NJCMO’s own staff see all."""
        profile = StaffProfile.of(user)
        if profile.for_njcmo:
            return self
        return self.filter(to=profile.care_management_organization_id or 0)

    def waiting(self) -> Self:
        return self.filter(sent_at=None)

    def due(self) -> Self:
        return self.waiting().filter(due_at__lte=timezone.now(), rests=False)


class HandOver(Outgoing):
    """An offer to another CMO, with the e-mail that tells it. Gone once it is answered.

    Until then the referral stays with those who have it, and nobody else reads what is in it.
    """

    referral = models.OneToOneField(
        "referrals.Referral", on_delete=models.PROTECT, related_name="hand_over"
    )
    to = models.ForeignKey(CareManagementOrganization, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=8, choices=HandOverReason)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = "hand-over that waits"
        verbose_name_plural = "hand-overs that wait"
        constraints = [
            models.CheckConstraint(
                name="hand_over_reason_is_known", condition=Q(reason__in=HandOverReason.values)
            ),
        ]

    def __str__(self):
        return f"{self.referral} to {self.to}"
