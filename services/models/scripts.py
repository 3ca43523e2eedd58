"""What to say on the phone, where it differs by age."""

from django.db import models

from njcmo_site.spanish.bilingual import Bilingual
from services.models.ages import span_of
from services.models.calls import FirstCall
from services.validators import numbers_by_name


class Script(Bilingual):
    """What to say at some ages, where what is said differs by age."""

    edited_with = "call"

    call = models.ForeignKey(
        FirstCall, verbose_name="first call", on_delete=models.CASCADE, related_name="scripts"
    )
    order = models.PositiveSmallIntegerField("order", default=0)
    ages = models.JSONField("ages", default=list)  # ChildAge values
    text = models.CharField("what to say", max_length=400, validators=[numbers_by_name])

    class Meta(Bilingual.Meta):
        ordering = ["order", "id"]
        verbose_name = "what to say at an age"
        verbose_name_plural = "what to say at an age"

    def __str__(self):
        return self.shown_ages or "no age"

    @property
    def shown_ages(self) -> str:
        return span_of(self.ages)
