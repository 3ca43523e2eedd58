"""What search knows of words: which mean the same, and which may tell of an emergency."""

from django.conf import settings
from django.db import models

from services.models.urgent import UrgentSign
from services.validators import at_least_two_alike, readable_phrases


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


HOW_TO_WRITE = (
    "Phrases with commas between them. faint* finds fainted and fainting as well. knife !butter"
    " finds a knife, but not where “butter” was typed with it. Accents and capitals do not matter."
    " What is typed in either language is held against the phrases of both."
)


class UrgentPhrases(models.Model):
    """What somebody types who may not be able to wait: no page comes before the urgent sign.

    Neither language may be left without a phrase, or the sign would be silent unseen.
    """

    sign = models.OneToOneField(
        UrgentSign,
        verbose_name="urgent sign",
        on_delete=models.CASCADE,
        related_name="phrases",
        editable=False,
    )
    phrases_en = models.TextField(
        "phrases in English", validators=[readable_phrases], help_text=HOW_TO_WRITE
    )
    phrases_es = models.TextField(
        "phrases in Spanish", validators=[readable_phrases], help_text=HOW_TO_WRITE
    )

    class Meta:
        ordering = ["sign__level", "sign__order"]
        verbose_name = "urgent words"
        verbose_name_plural = "search: urgent words"

    def __str__(self):
        return str(self.sign)
