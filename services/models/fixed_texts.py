"""Texts that have one fixed place on the site."""

from django.db import models

from njcmo_site.spanish.bilingual import Bilingual
from services.validators import numbers_by_name


class FixedText(Bilingual):
    """What families read in a box of several pages, or hear from staff on the phone.

    A template prints it by its name; so staff change its words, and neither add nor delete one.
    """

    name = models.SlugField("name", unique=True, editable=False)
    place = models.CharField("where it stands", max_length=150, editable=False)
    title = models.CharField("title", max_length=120, blank=True)
    text = models.TextField(
        "text",
        validators=[numbers_by_name],
        help_text="In a list each line is a point. A link is its address: https://…",
    )

    class Meta(Bilingual.Meta):
        ordering = ["place"]
        verbose_name = "fixed text"
        verbose_name_plural = "fixed texts"

    def __str__(self):
        return self.place or self.name
