"""What somebody types who may not be able to wait."""

from njcmo_site.phrases import Phrase, says, typed_words
from services.models import UrgentPhrases, UrgentSign
from services.validators import phrases


def urgent_signs(query: str, phrases: dict[str, list[Phrase]]) -> list[UrgentSign]:
    """What cannot wait, when the words that were typed may speak of it; most urgent first."""
    typed = typed_words(query)
    names = [name for name, said in phrases.items() if any(says(typed, one) for one in said)]
    return list(UrgentSign.objects.most_urgent_first().filter(name__in=names)) if names else []


def urgent_phrases() -> dict[str, list[Phrase]]:
    """The phrases of each sign; those of both languages, since fear types whatever comes first."""
    rows = UrgentPhrases.objects.values_list("sign__name", "phrases_en", "phrases_es")
    return {
        name: [Phrase.read(phrase) for phrase in [*phrases(english), *phrases(spanish)]]
        for name, english, spanish in rows
    }
