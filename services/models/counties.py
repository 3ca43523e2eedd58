"""Who serves which county, and how NJCMO is reached."""

from urllib.parse import urlsplit

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

one_way_of_writing_a_phone = RegexValidator(
    r"^(1-)?[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}( ext\. [0-9]+)?\Z",
    "Enter it as 973-555-0100, or 973-555-0100 ext. 12.",
)


CLOTHS = {
    "bergen": "tomato",
    "burlington": "marigold",
    "camden": "tomato",
    "cape-atlantic": "plum",
    "cgs": "teal",
    "essex": "plum",
    "hudson": "teal",
    "mercer": "plum",
    "middlesex": "sky",
    "monmouth": "tomato",
    "morris-sussex": "sky",
    "ocean": "leaf",
    "passaic": "marigold",
    "tri-county": "leaf",
    "union": "marigold",
}


class CareManagementOrganization(models.Model):
    """A non-profit that plans care with families of its county or counties (a CMO)."""

    slug = models.SlugField("short name", unique=True)
    name = models.CharField("name", max_length=120)
    name_verified = models.BooleanField(
        "name verified", default=False, help_text="Tick after asking the organization."
    )
    website = models.URLField("web site", blank=True)
    phone = models.CharField(
        "phone", max_length=20, blank=True, validators=[one_way_of_writing_a_phone]
    )
    hours = models.CharField("hours", max_length=80, blank=True)
    languages = models.CharField("languages", max_length=120, blank=True)
    checked_on = models.DateField(
        "checked on", null=True, blank=True, help_text="When somebody last asked the organization."
    )
    phone_verified = models.BooleanField(
        "phone verified",
        default=False,
        help_text="Tick after calling it. Families are shown no number that is not verified.",
    )
    notice_email = models.EmailField(
        "address for new requests",
        blank=True,
        help_text=(
            "Only for a CMO that takes requests itself: it is told when one of its counties has"
            " new ones, with their number and a link. Empty: only NJCMO’s intake is told."
        ),
    )
    note = models.TextField("note for staff", blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "care management organization"
        verbose_name_plural = "care management organizations"
        constraints = [
            models.CheckConstraint(
                name="cmo_verified_phone_is_a_phone",
                condition=Q(phone_verified=False) | ~Q(phone=""),
                violation_error_message="Enter the phone number that was verified.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def shown_name(self) -> str:
        """What families may read: "" until somebody has asked the organization."""
        return self.name if self.name_verified else ""

    @property
    def shown_phone(self) -> str:
        return self.phone if self.phone_verified else ""

    @property
    def still_lacks(self) -> list[str]:
        """What families are to read and nobody has checked yet, in words for staff."""
        facts = {
            "a verified name": self.name_verified,
            "a verified phone": self.phone_verified,
            "hours": self.hours,
            "languages": self.languages,
            "web site": self.website,
            "the day it was checked": self.checked_on,
        }
        return [name for name, known in facts.items() if not known]

    @property
    def shown_website(self) -> str:
        return (urlsplit(self.website).hostname or "").removeprefix("www.")

    @property
    def cloth(self) -> str:
        """The cloth of its counties in the quilt; neighbors in one cloth share one CMO."""
        return CLOTHS.get(self.slug, "sky")


class County(models.Model):
    """One of New Jersey’s 21 counties. Exactly one CMO serves it."""

    slug = models.SlugField("slug", primary_key=True)
    name = models.CharField("name", max_length=40, unique=True)
    care_management_organization = models.ForeignKey(
        CareManagementOrganization,
        verbose_name="care management organization",
        on_delete=models.PROTECT,
        related_name="counties",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "county"
        verbose_name_plural = "counties"

    def __str__(self):
        return self.name
