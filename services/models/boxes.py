"""Rich texts that several pages print."""

from django.core.exceptions import ValidationError
from django.db import models

from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.bilingual import Bilingual
from services.validators import numbers_by_name


class Box(Bilingual):
    """A box that rich texts print by {{box:name}}, or a template does.

    So staff change its words, and neither add nor delete one.
    """

    name = models.SlugField("name", unique=True, editable=False)
    place = models.CharField("where it stands", max_length=150, editable=False)
    title = models.CharField("title", max_length=120)
    body = RichTextField("text", validators=[numbers_by_name])
    body_en: str  # its columns
    body_es: str | None

    class Meta(Bilingual.Meta):
        ordering = ["place"]
        verbose_name = "box"
        verbose_name_plural = "boxes"

    def __str__(self):
        return self.title or self.name

    def clean(self):
        if any("{{box:" in (text or "") for text in (self.body_en, self.body_es)):
            raise ValidationError({"body_en": "A box stands in no other box."})

    def anchored_addresses(self) -> set[str]:
        return set()
