"""What could be easier to read or to use in a text: for whoever writes it, never in their way."""

import re
from collections.abc import Iterator
from functools import lru_cache

from njcmo_site.wording.outline import outline, short
from njcmo_site.wording.reading import fernandez_huerta, flesch_kincaid_grade, sentences, words

LONGEST_SENTENCE = 25  # words
HARDEST_GRADE = 8  # of school in the US, for a page in English
EASY_IN_SPANISH = 70  # by Fernández Huerta; less is harder
TOO_SHORT_TO_TELL = 100  # words

# What stands in braces is put in by the site: {{source:aota}}.
BRACES = re.compile(r"{{[^{}]*}}")
SAYS_PICTURE = r"(an? |la |una? )?(photo|picture|image|foto|fotografía|imagen)( of|:| de)\b"
NAMES_FILE = r"\S+\.(jpe?g|png|webp|heic)|(img|dsc|pxl)[\W_]*\d+"


def hints(html: str, language: str) -> Iterator[str]:
    """Of one text; first what keeps it from being published."""
    for fault in outline(html).faults:
        yield f"{fault} Until then it is not published."
    yield from vague(html)
    yield from long(html)
    for why in hard(html, language):
        yield f"Hard to read: {why}"


def vague(html: str) -> Iterator[str]:
    for link in outline(html).links:
        if link.is_vague:
            yield f"“{short(link.words)}” says nothing of where the link leads."


def long(html: str) -> Iterator[str]:
    if found := long_sentences(html):
        number = "1 sentence" if len(found) == 1 else f"{len(found)} sentences"
        yield f"{number} of more than {LONGEST_SENTENCE} words: “{short(found[0])}”"


@lru_cache(maxsize=1500)
def long_sentences(html: str) -> tuple[str, ...]:
    found = sentences(BRACES.sub("", html))
    return tuple(one.strip() for one in found if len(words(one)) > LONGEST_SENTENCE)


@lru_cache(maxsize=400)
def hard(html: str, language: str) -> tuple[str, ...]:
    """How hard, in words for staff; of a text that is too short to tell, or easy, nothing."""
    html = BRACES.sub("", html)
    if len(words(" ".join(sentences(html)))) < TOO_SHORT_TO_TELL:
        return ()
    if language == "es":
        ease = round(fernandez_huerta(html))
        told = f"{ease} points of ease; {EASY_IN_SPANISH} or more is our aim."
        return (told,) if ease < EASY_IN_SPANISH else ()
    grade = round(flesch_kincaid_grade(html))
    told = f"as texts of about grade {grade} are; grade {HARDEST_GRADE} is our aim."
    return (told,) if grade > HARDEST_GRADE else ()


def hints_of_alt(text: str) -> Iterator[str]:
    """Of what somebody hears instead of a photo."""
    if re.match(SAYS_PICTURE, text.strip(), re.IGNORECASE):
        yield "Begin with what it shows: who hears this is told that it is a picture."
    if re.fullmatch(NAMES_FILE, text.strip(), re.IGNORECASE):
        yield "This is the name of a file: say what the photo shows."
