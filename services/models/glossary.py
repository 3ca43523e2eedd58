"""Words of the field, explained."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from njcmo_site.editing.anchors import refuse_broken_links
from njcmo_site.spanish.bilingual import Bilingual
from services.models.pages import RESERVED_ANCHORS
from services.validators import numbers_by_name


class Term(Bilingual):
    """A word of the glossary."""

    former_anchors: list[str]  # of one that is shown

    class Group(models.TextChoices):
        """In the order of the page."""

        THERAPY = "therapy", _("Therapy")
        SKILLS = "skills", _("Skills and senses")
        SCHOOL = "school", _("Early years and school")
        NEW_JERSEY = "new-jersey", _("New Jersey’s system")

    group = models.CharField("group", max_length=10, choices=Group)
    anchor = models.SlugField(
        "anchor",
        unique=True,
        help_text="What stands after # in a link to this word. When it changes, the old one"
        " leads here.",
    )
    term = models.CharField("word", max_length=90)
    short = models.CharField("short form", max_length=15, blank=True)
    meaning = models.CharField("meaning", max_length=300, validators=[numbers_by_name])

    class Meta(Bilingual.Meta):
        ordering = ["term_en"]
        verbose_name = "word"
        verbose_name_plural = "glossary"

    def __str__(self):
        return self.term or self.anchor

    def get_absolute_url(self):
        return f"{reverse('services:glossary')}#{self.anchor}"

    def clean(self):
        if self.anchor in RESERVED_ANCHORS or self.anchor.endswith("-words"):
            raise ValidationError({"anchor": "The page uses this anchor for something else."})
        refuse_broken_links(self, "anchor")

    def anchored_addresses(self) -> set[str]:
        return {self.get_absolute_url()}
