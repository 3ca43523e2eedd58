"""What to do, and what to ask, after the checklist."""

from django.db import models
from django.db.models import Q

from njcmo_site.spanish.bilingual import Bilingual, in_both_languages
from services.validators import numbers_by_name


class NextStep(Bilingual):
    """What a family can do with what it ticked; phone numbers stand in the first calls."""

    class Kind(models.TextChoices):
        TURN_TO = "turn_to", "Whom to turn to"
        ASK = "ask", "What to ask the doctor or the teacher"

    slug = models.SlugField("short name", primary_key=True, editable=False)
    order = models.PositiveSmallIntegerField("order", unique=True, editable=False)
    kind = models.CharField("kind", max_length=7, choices=Kind, editable=False)
    ages = models.JSONField("ages", editable=False)  # ChildAge values; none for what can be asked
    text = models.CharField("text", max_length=600, validators=[numbers_by_name])

    class Meta(Bilingual.Meta):
        ordering = ["order"]
        verbose_name = "next step of the checklist"
        verbose_name_plural = "next steps of the checklist"
        constraints = [
            *Bilingual.Meta.constraints,
            models.CheckConstraint(
                name="nextstep_in_both_languages", condition=in_both_languages("text")
            ),
            models.CheckConstraint(
                name="nextstep_kind_is_known", condition=Q(kind__in=["turn_to", "ask"])
            ),
        ]

    def __str__(self):
        return self.text or self.slug
