"""The age bands by which help in New Jersey differs."""

from django.db import models
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
