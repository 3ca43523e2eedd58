"""Whom to call first, for help at each age."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from njcmo_site.spanish.bilingual import Bilingual
from services.models.ages import ChildAge
from services.models.counties import County, one_way_of_writing_a_phone

PERFORMCARE = "1-877-652-7624"  # as in the strip of every page, which stands without a database


class FirstCallQuerySet(models.QuerySet["FirstCall"]):
    def performcare(self) -> str:
        return performcare_of(self.filter(name="performcare"))

    def for_family(self, age: str = "", county: str = "") -> list["FirstCall"]:
        """The rows for an age band and a county; all of them where an answer is missing."""
        return [call for call in self.select_related("county") if call.is_for(age, county)]


class FirstCall(Bilingual):
    """Whom a family can turn to first, and what that costs: one row for the whole site.

    The checklist, the form, the page of the CMOs and the search print these rows and no copy of
    them, so that a number that changes changes everywhere.
    """

    name = models.SlugField("short name", unique=True)
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    title = models.CharField("title", max_length=80)
    ages = models.JSONField(
        "ages", default=list, blank=True, help_text="None ticked: for every age."
    )  # ChildAge values
    county = models.ForeignKey(
        County,
        verbose_name="county",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="first_calls",
        help_text="Only where the call is for one county.",
    )
    phone = models.CharField(
        "phone", max_length=20, blank=True, validators=[one_way_of_writing_a_phone]
    )
    tty = models.CharField(
        "TTY",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(
                r"^(711|1-[0-9]{3}-[0-9]{3}-[0-9]{4})\Z", "Enter 711, or it as 1-866-555-0100."
            )
        ],
    )
    hours = models.CharField("hours", max_length=80, blank=True)
    languages = models.CharField("languages", max_length=120, blank=True)
    what_to_say = models.CharField("what to say", max_length=250, blank=True)
    cost = models.CharField("what it costs", max_length=250)
    what_comes_next = models.CharField("what comes next", max_length=300)
    source_title = models.CharField("source", max_length=250, blank=True)
    source_organization = models.CharField("organization of the source", max_length=150, blank=True)
    source_url = models.URLField("link of the source", max_length=300, blank=True)
    checked_on = models.DateField("checked on", help_text="When somebody last checked this row.")
    check_every = models.PositiveSmallIntegerField(
        "check every … days",
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="After that, staff are told to check it.",
    )

    objects = models.Manager.from_queryset(FirstCallQuerySet)()

    class Meta(Bilingual.Meta):
        ordering = ["order", "name"]
        verbose_name = "first call"
        verbose_name_plural = "first calls"

    def __str__(self):
        return self.title or self.name

    def clean(self):
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": "This day is yet to come."})
        source = [self.source_title, self.source_organization, self.source_url]
        if any(source) and not all(source):
            raise ValidationError("A source has a title, an organization and a link, or none.")

    def is_for(self, age: str = "", county: str = "") -> bool:
        return (not age or not self.ages or age in self.ages) and (
            not county or not self.county_id or county == self.county_id
        )

    @property
    def to_check(self) -> bool:
        return self.checked_on + timedelta(days=self.check_every) < timezone.localdate()

    @property
    def shown_ages(self) -> str:
        """ "3 to 20" for bands in a row, "Under 3, 18 to 20" for others; "" for every age."""
        bands = [age for age in ChildAge if age in self.ages]
        if len(bands) < 2 or bands[0] == ChildAge.UNDER_3:
            return ", ".join(str(age.label) for age in bands)
        first, last = list(ChildAge).index(bands[0]), list(ChildAge).index(bands[-1])
        if last - first >= len(bands):
            return ", ".join(str(age.label) for age in bands)
        numbers = {"low": bands[0].split("_to_")[0], "high": bands[-1].split("_to_")[1]}
        return gettext("%(low)s to %(high)s") % numbers


def performcare_of(calls: "Iterable[FirstCall]") -> str:
    """The number by which everything in the state’s system of care begins."""
    return next((call.phone for call in calls if call.name == "performcare"), "") or PERFORMCARE
