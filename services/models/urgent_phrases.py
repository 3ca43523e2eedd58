"""What somebody types who is in an emergency."""

from django.db import models

from services.models.urgent import UrgentSign
from services.validators import readable_phrases

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
