"""Which requests staff held beside each other."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from referrals.models.referral import Referral


class Comparison(models.Model):
    """What somebody decided about two referrals with the same phone or e-mail."""

    one = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    same_family = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="comparison_once"),
            models.CheckConstraint(
                name="comparison_older_first", condition=Q(one__lt=models.F("other"))
            ),
        ]

    def __str__(self):
        return f"{self.one} and {self.other}: {'the same' if self.same_family else 'not the same'}"

    @classmethod
    def decide(cls, referral: "Referral", other: "Referral", same_family: bool, by: User) -> None:
        """Remember it for both; a later decision replaces an earlier one."""
        one, two = sorted([referral.pk, other.pk])
        answer = {"same_family": same_family, "decided_by": by, "decided_at": timezone.now()}
        cls.objects.update_or_create(one_id=one, other_id=two, defaults=answer)
