"""Words that mean the same to the search."""

from django.conf import settings
from django.db import models

from services.validators import at_least_two_alike


class Synonyms(models.Model):
    """Words of one language that mean the same here, for search alone: each finds the others."""

    language = models.CharField("language", max_length=2, choices=settings.LANGUAGES)
    words = models.CharField(
        "words",
        max_length=250,
        validators=[at_least_two_alike],
        help_text=(
            "Words or short phrases with commas between them, such as “cost, price, money”: who"
            " looks for one finds pages that have another. Accents and capitals do not matter."
        ),
    )

    class Meta:
        ordering = ["language", "words"]
        verbose_name = "group of words that mean the same"
        verbose_name_plural = "search: words that mean the same"

    def __str__(self):
        return self.words
