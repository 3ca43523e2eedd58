"""For whom the people work who answer families."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from referrals.models.outgoing import Outgoing, OutgoingQuerySet
from services.models import CareManagementOrganization


class StaffProfileQuerySet(OutgoingQuerySet["StaffProfile"]):
    def visible_to(self, user):
        """Whoever works for a CMO sees its people; NJCMO’s own staff see everybody."""
        profile = StaffProfile.of(user)
        if profile.for_njcmo:
            return self
        organization = profile.care_management_organization_id or 0
        return self.filter(care_management_organization=organization)

    def speaking(self, language: str) -> list[int]:
        """The keys of those people; not by the database, since SQLite cannot look into a list."""
        rows = self.values_list("user", "languages")
        return [user for user, languages in rows if language in languages]


class StaffProfile(Outgoing):
    """For whom a person works, which languages they speak, and whether they want e-mail.

    Who has none works for nobody yet, and sees no family.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    care_management_organization = models.ForeignKey(
        CareManagementOrganization,
        verbose_name="care management organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Who works for a CMO sees the families of its counties only.",
    )
    # Said, and not taken from an empty field. By the database too, for the version before this one.
    for_njcmo = models.BooleanField(default=False, db_default=False, editable=False)
    languages = models.JSONField(
        "languages",
        default=list,
        blank=True,
        help_text="“Next call” gives this person families of these languages. None: of any.",
    )  # PreferredLanguage values
    daily_mail = models.BooleanField(
        "daily e-mail",
        default=True,
        help_text="Counts, references and a link. Nothing of a family.",
    )
    # Instead of the daily one; kept beside it, for the version before this one.
    at_once = models.BooleanField(default=False, db_default=False, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)  # of new requests, at once
    # Up to which moment of arrival this person was alerted of Spanish-speaking families.
    spanish_told = models.DateTimeField(null=True, editable=False)
    mailed_on = models.DateField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)  # of a daily mail that failed

    objects = StaffProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "staff profile"
        verbose_name_plural = "staff profile"
        constraints = [
            models.CheckConstraint(
                name="staff_profile_is_of_njcmo_or_of_a_cmo",
                condition=Q(for_njcmo=True, care_management_organization=None)
                | Q(for_njcmo=False, care_management_organization__isnull=False),
            ),
        ]

    def __str__(self):
        return "Staff profile"

    @classmethod
    def of(cls, user: User) -> "StaffProfile":
        """That of the person; one that works for nobody where it has not been made yet."""
        return getattr(user, "profile", None) or cls(user=user)

    @property
    def works_for_nobody(self) -> bool:
        return not self.for_njcmo and self.care_management_organization_id is None


def due_profiles() -> StaffProfileQuerySet:
    """Of people who can be mailed now."""
    people = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
    due = StaffProfile.objects.filter(Q(due_at=None) | Q(due_at__lte=timezone.now()))
    return due.filter(user__in=people, rests=False).select_related("user")


def give_profile_to_superuser(instance: User, created: bool, **kwargs: object) -> None:
    """Whoever makes the first account of a site, by a command, is of NJCMO."""
    if created and instance.is_superuser and not kwargs.get("raw"):
        StaffProfile.objects.get_or_create(user=instance, defaults={"for_njcmo": True})
