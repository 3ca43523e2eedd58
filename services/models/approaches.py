"""Ways of working that a page names."""

from django.db import models

from njcmo_site.spanish.bilingual import Bilingual
from services.models.evidence import RESEARCH
from services.models.pages import Topic
from services.models.sources import Source


class Approach(Bilingual):
    """A way of working that a page names, and how good the research on it is."""

    edited_with = "topic"

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="approaches"
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    name = models.CharField("approach", max_length=80)
    strength = models.CharField("research", max_length=13, choices=RESEARCH)
    finding = models.CharField("what was found", max_length=200)
    source = models.ForeignKey(
        Source,
        verbose_name="source",
        on_delete=models.RESTRICT,
        related_name="approaches",
        help_text="One of the sources of this page; a new page is saved first.",
    )

    class Meta(Bilingual.Meta):
        ordering = ["order", "id"]
        verbose_name = "approach"
        verbose_name_plural = "approaches"

    def __str__(self):
        return self.name
