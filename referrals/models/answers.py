"""What a family can choose on the form."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Relationship(models.TextChoices):
    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Legal guardian")
    FOSTER_PARENT = "foster_parent", _("Foster parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    OTHER_FAMILY = "other_family", _("Other family")
    PROFESSIONAL = "professional", _("Professional (doctor, teacher, therapist)")
    SELF = "self", _("It is about me")
    OTHER = "other", _("Other")


class RequestSource(models.TextChoices):
    """How a request came in. All but the first are entered by staff."""

    WEB = "web", "On the site"
    PHONE = "phone", "By phone"
    PROFESSIONAL = "professional", "By a professional"


class ContactMethod(models.TextChoices):
    PHONE = "phone", _("Call me")
    TEXT = "text", _("Text me")
    EMAIL = "email", _("E-mail me")


class BestTime(models.TextChoices):
    ANY = "any", _("Any time")
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class LeaveMessage(models.TextChoices):
    YES = "yes", _("Yes")
    FIRST_NAME = "first_name", _("Only a first name and a number")
    NO = "no", _("No")


class PreferredLanguage(models.TextChoices):
    ENGLISH = "en", "English"  # each in its own language, whatever the language of the page
    SPANISH = "es", "Español"
    OTHER = "other", _("Another")


class PageLanguage(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"


class Concern(models.TextChoices):
    """What a family can tick; all but the last are topics of the occupational therapy hub."""

    AUTISM = "autism", _("Autism")
    ADHD = "adhd", _("ADHD, attention")
    SENSORY_ISSUES = "sensory-issues", _("Sensory issues")
    BEHAVIOR = "behavior", _("Behavior, big feelings")
    SPEECH_AND_OT = "speech-and-ot", _("Speech together with OT")
    OT_VS_PT = "ot-vs-pt", _("Not sure if OT or PT")
    NOT_SURE = "not-sure", _("I am not sure yet")
