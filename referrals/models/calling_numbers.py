"""Which numbers staff call families from."""

from typing import Self

from django.db import models

from services.models import CareManagementOrganization
from services.models.counties import one_way_of_writing_a_phone


class CallingNumberQuerySet(models.QuerySet["CallingNumber"]):
    def of(self, organization: CareManagementOrganization | None) -> Self:
        """From which a family of this organization is called: NJCMO’s, then its own."""
        whose = models.Q(care_management_organization=None)
        if organization:
            whose |= models.Q(care_management_organization=organization)
        ours_first = models.F("care_management_organization").asc(nulls_first=True)
        return self.filter(whose).order_by(ours_first, "phone")


class CallingNumber(models.Model):
    """A number from which families are called: they are told it, so that they know the call."""

    phone = models.CharField(
        "number",
        max_length=20,
        unique=True,
        validators=[one_way_of_writing_a_phone],
        help_text="As a family’s phone shows it: 973-555-0100.",
    )
    care_management_organization = models.ForeignKey(
        CareManagementOrganization,
        verbose_name="care management organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calling_numbers",
        help_text="Only its families are told this number. Empty: NJCMO’s own, told to all.",
    )

    objects = CallingNumberQuerySet.as_manager()

    class Meta:
        ordering = ["care_management_organization__name", "phone"]
        verbose_name = "number we call from"
        verbose_name_plural = "numbers we call from"

    def __str__(self):
        return self.phone

    @property
    def dialed(self) -> str:
        """Without an extension, as a phone shows it and compares it: "+19735550100"."""
        digits = self.phone.partition(" ")[0].replace("-", "")
        return f"+1{digits[-10:]}"
