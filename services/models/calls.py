"""Who to call first, for help at each age."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from njcmo_site.spanish.bilingual import Bilingual
from services.models.ages import span_of
from services.models.counties import County, one_way_of_writing_a_phone
from services.models.kept import kept
from services.validators import numbers_by_name


class FirstCall(Bilingual):
    """Who a family can turn to first, and what that costs: one row for the whole site.

    The page of all doors, the checklist, the form and the search print these rows, and texts hold
    the name of a row in place of its number: so a number that changes changes everywhere.
    """

    name = models.SlugField(
        "short name", unique=True, help_text="By this name texts print the number."
    )
    in_list = models.BooleanField(
        "in the list of doors",
        default=True,
        help_text="Not ticked: only the number is printed, where a text names it.",
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    title = models.CharField("title", max_length=120)
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
        "phone", max_length=30, blank=True, validators=[one_way_of_writing_a_phone]
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
    key_for_person = models.CharField(
        "key for a person",
        max_length=60,
        blank=True,
        help_text="What to press to speak with somebody, such as “3, then 1”. Empty until checked.",
    )
    key_for_spanish = models.CharField(
        "key for Spanish", max_length=60, blank=True, help_text="Empty until checked."
    )
    know_first = models.CharField(
        "what to know first", max_length=300, blank=True, validators=[numbers_by_name]
    )
    what_to_say = models.CharField(
        "what to say",
        max_length=400,
        blank=True,
        validators=[numbers_by_name],
        help_text="At every age for which there are no words of its own below.",
    )
    cost = models.CharField(
        "what it costs",
        max_length=500,
        blank=True,
        validators=[numbers_by_name],
        help_text="Empty where no source says it.",
    )
    what_comes_next = models.CharField(
        "what comes next", max_length=700, blank=True, validators=[numbers_by_name]
    )
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

    class Meta(Bilingual.Meta):
        ordering = ["order", "name"]
        verbose_name = "first call"
        verbose_name_plural = "first calls"

    def __str__(self):
        return self.title or self.name

    def get_absolute_url(self):
        return f"{reverse('services:who_to_call')}#call-{self.name}"

    def clean(self):
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": "This day is yet to come."})
        if not self.phone and self.pk:
            from services.names import texts_that_name  # which knows this model

            if places := texts_that_name(self.name):
                raise ValidationError({"phone": f"Its number is printed in: {'; '.join(places)}."})
        source = [self.source_title, self.source_organization, self.source_url]
        if any(source) and not all(source):
            raise ValidationError("A source has a title, an organization and a link, or none.")

    @classmethod
    def for_family(cls, age: str = "", county: str = "") -> list["FirstCall"]:
        """The doors for an age band and a county; all of them where an answer is missing."""
        return [call for call in kept(read_doors) if call.is_for(age, county)]

    def is_for(self, age: str = "", county: str = "") -> bool:
        return (not age or not self.ages or age in self.ages) and (
            not county or not self.county_id or county == self.county_id
        )

    def said_at(self, age: str) -> str:
        """What to say for a child of this age band; "" for an age that is not known."""
        scripts = [script for script in self.scripts.all() if age in script.ages]
        return scripts[0].text if scripts else self.what_to_say

    @property
    def to_check(self) -> bool:
        return self.checked_on + timedelta(days=self.check_every) < timezone.localdate()

    @property
    def shown_ages(self) -> str:
        return span_of(self.ages)


def read_doors() -> list[FirstCall]:
    doors = FirstCall.objects.filter(in_list=True)
    return list(doors.select_related("county").prefetch_related("scripts"))
