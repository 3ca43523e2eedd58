"""What cannot wait, in the same words on every page."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from njcmo_site.spanish.bilingual import Bilingual
from services.validators import numbers_by_name


class UrgentSignQuerySet(models.QuerySet["UrgentSign"]):
    def most_urgent_first(self) -> Self:
        return self.order_by("level", "order")


class UrgentSign(Bilingual):
    """Something that cannot wait, and what to do about it.

    One row for the whole site: every page that warns of it prints these same words.
    """

    class Level(models.IntegerChoices):
        CALL_911 = 1, "Call 911 now"
        CALL_LINE = 2, "Call the line named, now"
        DOCTOR_TODAY = 3, "Speak with the doctor today"
        DOCTOR_SOON = 4, "See the doctor within days"

    name = models.SlugField("name", unique=True, editable=False)
    level = models.PositiveSmallIntegerField("level", choices=Level, editable=False)
    order = models.PositiveSmallIntegerField("order", editable=False)
    advice = models.CharField("advice", max_length=250, validators=[numbers_by_name])
    words_changed_on = models.DateField("words last changed", null=True, editable=False)
    advice_en: str  # its columns
    advice_es: str | None

    objects = models.Manager.from_queryset(UrgentSignQuerySet)()

    class Meta(Bilingual.Meta):
        ordering = ["level", "order"]
        verbose_name = "urgent sign"
        verbose_name_plural = "urgent signs"

    def __str__(self):
        return self.advice or self.name

    def clean(self):
        written = [text for text in (self.advice_en, self.advice_es) if text]
        if self.level == self.Level.CALL_911 and not all("911" in text for text in written):
            raise ValidationError("This sign is one for 911: the advice says so.")
