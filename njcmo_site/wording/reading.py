"""How hard a text is to read, by counting words, sentences and syllables; no word list.

A hint to staff, and never a promise to families: what is easy for one of them is not for another.
"""

import re

from bs4 import BeautifulSoup

BLOCKS = [
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "td",
    "th",
    "dt",
    "dd",
    "summary",
    "figcaption",
    "label",
    "legend",
]


def sentences(html: str) -> list[str]:
    """The sentences of a piece of HTML; the end of a block ends a sentence as a full stop does."""
    soup = BeautifulSoup(html, "html.parser")
    for block in soup.find_all(BLOCKS):
        block.append(". ")
    text = re.sub(r"\s+", " ", soup.get_text(" "))
    text = re.sub(r"(\d)[.,](\d)", r"\1\2", text)  # 1,000 is one word
    text = re.sub(r"\b([ap])\.m\.", r"\1m", text)
    return [part for part in re.split(r"[.!?]+[\s”’\")]*", text) if re.search(r"[^\W\d_]", part)]


def words(sentence: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)*", sentence)


def english_syllables(word: str) -> int:
    word = re.sub(r"[’'].*", "", word.lower())
    if len(word) > 2:
        word = re.sub(r"(?<![aeiouyl])e$|(?<=[^td])ed$|(?<=[^aeiousxz])es$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def flesch_kincaid_grade(html: str) -> float:
    """US school grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, 1975)."""
    parts = [words(sentence) for sentence in sentences(html)]
    parts = [part for part in parts if part]
    count = sum(map(len, parts))
    syllables = sum(english_syllables(word) for part in parts for word in part)
    return 0.39 * count / len(parts) + 11.8 * syllables / count - 15.59


def spanish_syllables(word: str) -> int:
    """Strong vowels and accented ones stand in syllables of their own; weak ones join them."""
    word = word.lower().replace("qu", "k").replace("gue", "ge").replace("gui", "gi")
    word = re.sub(r"y(?![aeiouáéíóú])", "i", word.replace("ü", "u"))
    nuclei = re.findall(r"[iu]?[aeoáéíóú][iu]?(?![aeoáéíóú])|[iu]?[aeoáéíóú]|[iu]+", word)
    return max(1, len(nuclei))


def fernandez_huerta(html: str) -> float:
    """206.84 - 0.60 syllables a 100 words - 1.02 words a sentence (1959); 70 is fairly easy."""
    parts = [words(sentence) for sentence in sentences(html)]
    parts = [part for part in parts if part]
    count = sum(map(len, parts))
    syllables = sum(spanish_syllables(word) for part in parts for word in part)
    return 206.84 - 60 * syllables / count - 1.02 * count / len(parts)
