"""Whom to call as well, if something else is the matter."""

from django.db import models
from django.urls import reverse

from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.bilingual import Bilingual
from services.validators import numbers_by_name


class Situation(Bilingual):
    """Whom to call as well, if something else is the matter."""

    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    anchor = models.SlugField(
        "anchor", unique=True, help_text="What stands after # in a link to this row."
    )
    situation = models.CharField("situation", max_length=120)
    whom = RichTextField("whom to call", validators=[numbers_by_name])
    why = RichTextField("why", blank=True, validators=[numbers_by_name])

    class Meta(Bilingual.Meta):
        ordering = ["order", "id"]
        verbose_name = "situation"
        verbose_name_plural = "situations"

    def __str__(self):
        return self.situation or self.anchor

    def get_absolute_url(self):
        return f"{reverse('services:who_to_call')}#{self.anchor}"

    def anchored_addresses(self) -> set[str]:
        return {self.get_absolute_url()}

    @property
    def place(self) -> str:
        return f"situation “{self}”"
