"""Phrases as staff write them, found in what somebody typed."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from njcmo_site.plain_text import fold

LONG_WORD = 7  # letters
APOSTROPHES = re.compile("['’‘‛ʼ´`′＇]")


def stem(word: str) -> str:
    """A word without the ending of its plural, in either language.

    "zippers" is "zipper", "activities" is "activity", "botones" is "boton". What is left of
    "noises" and "noise" has to be the same, as of "lapices" and "lapiz": so no e or z is last.
    """
    if len(word) > 4 and word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return f"{word[:-1]}c" if len(word) > 3 and word.endswith("z") else word


def typed_words(text: str) -> list[str]:
    """The words in small letters without accents; "won't" is one word, as many type it: "wont"."""
    return re.findall(r"[^\W_]+", fold(APOSTROPHES.sub("", text)))


@dataclass(slots=True)
class Word:
    """A word of a phrase.

    With a star it is the beginning of what was typed, to the letter: of "strangl*" no mistake is
    forgiven, or "strange noises" would be danger.
    """

    letters: str
    any_ending: bool
    stem: str = field(init=False)

    def __post_init__(self) -> None:
        self.stem = stem(self.letters)

    def is_meant_by(self, typed: str) -> bool:
        if typed[0] != self.letters[0]:  # nearly all: what follows takes time
            return False
        if self.any_ending:
            return typed.startswith(self.letters)
        typed_stem = stem(typed)
        if typed_stem == self.stem:
            return True
        # One mistake, in words that are long enough for it and have the same first letter.
        long = min(len(typed), len(self.letters)) >= LONG_WORD
        return long and DamerauLevenshtein.distance(typed_stem, self.stem, score_cutoff=1) <= 1


@dataclass(slots=True)
class Phrase:
    """Words that follow each other, and everyday ones beside which they mean nothing: see
    readable_phrases()."""

    words: list[Word]
    everyday: set[str]

    @classmethod
    def read(cls, written: str) -> "Phrase":
        words, everyday = [], set()
        plain = fold(APOSTROPHES.sub("", written))
        for negated, word, star in re.findall(r"(!?)([^\W_]+)(\*?)", plain):
            if negated:
                everyday.add(stem(word))
            else:
                words.append(Word(word, bool(star)))
        return cls(words, everyday)


def says(typed: list[str], phrase: Phrase) -> bool:
    """Whether the words of the phrase stand in what was typed, one after the other."""
    if phrase.everyday and phrase.everyday & {stem(word) for word in typed}:
        return False
    length = len(phrase.words)
    return any(
        all(map(Word.is_meant_by, phrase.words, typed[start : start + length]))
        for start in range(len(typed) - length + 1)
    )


def says_one_of(typed: list[str], phrases: Iterable[Phrase]) -> bool:
    """The same of a long text and many phrases: only those whose words all stand somewhere in it
    are looked for word by word."""
    by_letter: defaultdict[str, set[str]] = defaultdict(set)
    for word in typed:
        by_letter[word[0]].add(word)

    def may_say(phrase: Phrase) -> bool:
        return all(any(map(word.is_meant_by, by_letter[word.letters[0]])) for word in phrase.words)

    return any(may_say(phrase) and says(typed, phrase) for phrase in phrases)
