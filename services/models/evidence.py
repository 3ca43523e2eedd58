"""What the words of a page rest on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Evidence(models.TextChoices):
    """Of a section; where it rests on several kinds, the least sure of them."""

    STRONG = "strong", _("Strong research")
    SOME = "some", _("Some research")
    WEAK_OR_MIXED = "weak-or-mixed", _("Weak or mixed research")
    OFFICIAL = "official", _("Official information")
    GUIDANCE = "guidance", _("Advice from health experts")
    EVERYDAY = "everyday", _("Everyday practice")


# What an approach can rest on.
RESEARCH = Evidence.choices[:3]
