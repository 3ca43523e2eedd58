"""What somebody types who may not be able to wait."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from njcmo_site.plain_text import fold
from njcmo_site.search.words import stem, typed_words
from services.models import UrgentPhrases, UrgentSign
from services.validators import phrases

LONG_WORD = 7  # letters


def urgent_signs(query: str, phrases: dict[str, list["Phrase"]]) -> list[UrgentSign]:
    """What cannot wait, when the words that were typed may speak of it; most urgent first."""
    typed = typed_words(query)
    names = [name for name, said in phrases.items() if any(says(typed, one) for one in said)]
    return list(UrgentSign.objects.most_urgent_first().filter(name__in=names)) if names else []


@dataclass
class Word:
    """A word of an urgent phrase."""

    letters: str
    any_ending: bool

    def is_meant_by(self, typed: str) -> bool:
        if self.any_ending and typed.startswith(self.letters):
            return True
        typed, letters = stem(typed), stem(self.letters)
        if typed == letters:
            return True
        # One mistake, in a word that is long enough for it and has its first letter.
        alike = len(self.letters) >= LONG_WORD and typed[:1] == letters[:1]
        return alike and DamerauLevenshtein.distance(typed, letters, score_cutoff=1) <= 1


@dataclass
class Phrase:
    """What a sign is known by, as staff write it: see readable_phrases()."""

    words: list[Word]
    everyday: set[str]

    @classmethod
    def read(cls, written: str) -> "Phrase":
        words, everyday = [], set()
        plain = re.sub("['’]", "", fold(written))
        for negated, word, star in re.findall(r"(!?)([^\W_]+)(\*?)", plain):
            if negated:
                everyday.add(stem(word))
            else:
                words.append(Word(word, bool(star)))
        return cls(words, everyday)


def says(typed: list[str], phrase: Phrase) -> bool:
    """Whether the words of the phrase stand in what was typed, one after the other."""
    if phrase.everyday & {stem(word) for word in typed}:
        return False
    length = len(phrase.words)
    return any(
        all(map(Word.is_meant_by, phrase.words, typed[start : start + length]))
        for start in range(len(typed) - length + 1)
    )


def urgent_phrases() -> dict[str, list[Phrase]]:
    """The phrases of each sign; those of both languages, since fear types whatever comes first."""
    rows = UrgentPhrases.objects.values_list("sign__name", "phrases_en", "phrases_es")
    return {
        name: [Phrase.read(phrase) for phrase in [*phrases(english), *phrases(spanish)]]
        for name, english, spanish in rows
    }
