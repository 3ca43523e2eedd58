"""For whom the people work who answer families."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

from referrals.models.outgoing import Outgoing, OutgoingQuerySet
from services.models import CareManagementOrganization


class StaffProfileQuerySet(OutgoingQuerySet["StaffProfile"]):
    def visible_to(self, user):
        """Whoever works for a CMO sees its people; NJCMO’s own staff see everybody."""
        organization = StaffProfile.of(user).care_management_organization_id
        return self.filter(care_management_organization=organization) if organization else self


class StaffProfile(Outgoing):
    """For whom a person works, which languages they speak, and whether they want e-mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    care_management_organization = models.ForeignKey(
        CareManagementOrganization,
        verbose_name="care management organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Sees the families of its counties only. Empty: NJCMO, and every county.",
    )
    languages = models.JSONField(
        "languages",
        default=list,
        blank=True,
        help_text="“Next call” gives this person families of these languages. None: of any.",
    )  # PreferredLanguage values
    daily_mail = models.BooleanField(
        "daily e-mail",
        default=True,
        help_text="On working days: how many requests wait, and a link. Nothing of a family.",
    )
    mailed_on = models.DateField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)  # of a daily mail that failed

    objects = StaffProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "staff profile"
        verbose_name_plural = "staff profile"

    def __str__(self):
        return "Staff profile"

    @classmethod
    def of(cls, user: User) -> "StaffProfile":
        """That of the person; an empty one where nobody has made it yet."""
        return getattr(user, "profile", None) or cls(user=user)
