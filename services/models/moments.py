"""The parts of a day."""

from django.db import models

from njcmo_site.spanish.bilingual import Bilingual, in_both_languages
from services.models.pictures import Picture


class Moment(Bilingual):
    """A part of the day under which the checklist puts its signs."""

    slug = models.SlugField("short name", primary_key=True, editable=False)
    order = models.PositiveSmallIntegerField("order", unique=True, editable=False)
    picture = models.CharField("picture", max_length=10, choices=Picture, editable=False)
    title = models.CharField("title", max_length=40)
    line = models.CharField("line", max_length=40, help_text="Stands small beside the title.")

    class Meta(Bilingual.Meta):
        ordering = ["order"]
        verbose_name = "moment of the checklist"
        verbose_name_plural = "moments of the checklist"
        constraints = [
            *Bilingual.Meta.constraints,
            models.CheckConstraint(
                name="moment_in_both_languages", condition=in_both_languages("title", "line")
            ),
        ]

    def __str__(self):
        return self.title or self.slug

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth
