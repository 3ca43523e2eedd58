"""The age bands by which help in New Jersey differs."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ChildAge(models.TextChoices):
    """The age bands by which help in New Jersey differs: of the form, the checklist, the calls."""

    UNDER_3 = "under_3", _("Under 3")
    FROM_3_TO_5 = "3_to_5", _("3 to 5")
    FROM_6_TO_8 = "6_to_8", _("6 to 8")
    FROM_9_TO_12 = "9_to_12", _("9 to 12")
    FROM_13_TO_17 = "13_to_17", _("13 to 17")
    FROM_18_TO_20 = "18_to_20", _("18 to 20")


def age_labels(ages: list[str]) -> str:
    return ", ".join(str(ChildAge(age).label) for age in ages)


def span_of(ages: list[str]) -> str:
    """ "3 to 21" for bands in a row, "Under 3, 18 to 20" for others; "" for every age.

    A school and its services end with the 21st birthday, so a span that reaches the last band
    ends at 21.
    """
    every = list(ChildAge)
    bands = [age for age in every if age in ages]
    gap = bands and every.index(bands[-1]) - every.index(bands[0]) >= len(bands)
    if len(bands) < 2 or bands[0] == ChildAge.UNDER_3 or gap:
        return age_labels([str(band) for band in bands])
    low = bands[0].split("_to_")[0]
    high = "21" if bands[-1] == ChildAge.FROM_18_TO_20 else bands[-1].split("_to_")[1]
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
