"""What a family writes whose request may not be able to wait."""

from functools import lru_cache

from django.db import models

from njcmo_site.phrases import Phrase, says_one_of, typed_words
from services.validators import phrases, phrases_without_exceptions

HOW_TO_WRITE = (
    "Phrases with commas between them. kill* himself finds kills and killed as well. Accents and"
    " capitals do not matter. A message in either language is held against the phrases of both."
)


class DangerWords(models.Model):
    """Words of danger or self-harm in what a family writes: it reads first of 988 and 911.

    Its message and what makes it easier to reach it are held against them before they are
    encrypted; of what was found, no word is kept.
    Until a clinician has read the phrases, `reviewed_on` is empty.
    """

    name = models.SlugField("name", unique=True, editable=False)
    about = models.CharField("about", max_length=60, editable=False)
    phrases_en = models.TextField(
        "phrases in English", validators=[phrases_without_exceptions], help_text=HOW_TO_WRITE
    )
    phrases_es = models.TextField(
        "phrases in Spanish", validators=[phrases_without_exceptions], help_text=HOW_TO_WRITE
    )
    reviewed_on = models.DateField(
        "read by a clinician on",
        null=True,
        blank=True,
        help_text="Empty: not yet. Whoever changes the phrases and is no reviewer empties it.",
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "words of danger"
        verbose_name_plural = "requests: words of danger"

    def __str__(self):
        return self.about or self.name

    @classmethod
    def stand_in(cls, text: str) -> bool:
        typed = typed_words(text)
        if not typed:
            return False
        rows = cls.objects.values_list("phrases_en", "phrases_es")
        written = [phrase for row in rows for texts in row for phrase in read(texts)]
        return says_one_of(typed, written)


@lru_cache(maxsize=64)  # there are fewer texts; to read them takes longer than to compare
def read(texts: str) -> list[Phrase]:
    return [Phrase.read(phrase) for phrase in phrases(texts)]
