"""What parents ask most, and the page that must come first for it: see hits.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from njcmo_site.search.words import STOP_WORDS, TELLING_IN_A_PHRASE, words_of
from services.validators import phrases

FILE = Path(__file__).with_name("hits.toml")


class Hit(NamedTuple):
    """A phrase of one language, without its order and stop words, and where it leads."""

    language: str
    words: frozenset[str]
    addresses: list[str]


def telling(words: list[str], language: str) -> frozenset[str]:
    common = STOP_WORDS[language] - TELLING_IN_A_PHRASE
    return frozenset(word for word in words if word not in common) or frozenset(words)


@cache
def table() -> list[Hit]:
    return [
        Hit(language, telling(words_of(phrase), language), row["to"])
        for row in tomllib.loads(FILE.read_text())["hits"]
        for language in STOP_WORDS
        for phrase in phrases(row[language])
    ]


def addresses_for(words: list[str], language: str) -> list[str]:
    """Where the phrases lead that say most of the question, whichever language it is in.

    A word alone has to be the whole question: "Bergen CMO" asks for Bergen.
    """
    asked = {one: telling(words, one) for one in STOP_WORDS}
    found = [
        hit
        for hit in table()
        if hit.words <= asked[hit.language] and 2 * len(hit.words) > len(asked[hit.language])
    ]
    found.sort(key=lambda hit: (-len(hit.words), hit.language != language))
    return [address for hit in found for address in hit.addresses]
