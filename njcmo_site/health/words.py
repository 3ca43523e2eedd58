"""Texts of pages: what keeps somebody from using them, and what could be easier to read."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from njcmo_site.health.pages import Pages
from njcmo_site.health.rows import Row, Weight, address_of, form_of, right_to
from njcmo_site.wording.outline import outline
from njcmo_site.wording.reading import fernandez_huerta, flesch_kincaid_grade, sentences, words
from services.models.barriers import Kind, barriers, short
from services.models.editions import Draft
from services.models.texts import texts_of
from services.validators import MARKER

LONGEST_SENTENCE = 25  # words
HARDEST_GRADE = 8  # of school in the US, for a page in English
EASY_IN_SPANISH = 70  # by Fernández Huerta; less is harder
TOO_SHORT_TO_TELL = 100  # words


def rows(pages: Pages) -> Iterator[Row]:
    for draft, read in pages:
        yield from rows_of(draft, read, in_the_way)
        yield from rows_of(draft, read, hints)


def rows_of(draft: Any, read: Any, check: Callable[[Any], Iterator[Row]]) -> Iterator[Row]:
    """Of the draft, and of what families still read where the draft is better already."""
    found = list(check(draft))
    yield from found
    for row in check(read) if read else ():
        if row not in found:
            yield published_anew(draft, row)


def published_anew(draft: Draft, row: Row) -> Row:
    edition = draft.kind_of_editions()
    address, right = address_of(draft, "changes"), right_to("add", edition)
    place = f"{row.place} (as families read it)"
    return Row(row.weight, row.group, place, row.why, "Publish the draft", address, right)


def in_the_way(page: Any) -> Iterator[Row]:
    for one in barriers(page):
        weight = Weight.SAFETY if one.kind == Kind.UNCITED else Weight.ACCESS
        address, right = form_of(one.row, one.field.name)
        place = place_of(page, one.place)
        yield Row(weight, one.kind, place, one.why, "Change it", address, right)


def place_of(page: Any, part: str) -> str:
    return part if f"“{page}”" in part else f"{page}: {part}"


def hints(page: Any) -> Iterator[Row]:
    for text in texts_of(page):
        address, right = form_of(text.row, text.field.name)
        place = place_of(page, text.name)
        vague = [link.words for link in outline(text.html).links if link.is_vague]
        if vague:
            why = f"“{short(vague[0])}” says nothing of where the link leads."
            yield Row(Weight.HINT, "Vague words of links", place, why, "Reword", address, right)
        if longest := long_sentences(text.html):
            why = f"{len(longest)} of more than {LONGEST_SENTENCE} words: “{short(longest[0])}”"
            yield Row(Weight.HINT, "Long sentences", place, why, "Shorten", address, right)
    for language, why in hard(page):
        address, right = form_of(page)
        place = f"{page._meta.verbose_name} “{page}”, {language}"
        yield Row(Weight.HINT, "Hard to read", place, why, "Open it", address, right)


@lru_cache(maxsize=4000)
def long_sentences(html: str) -> tuple[str, ...]:
    found = sentences(MARKER.sub("", html))
    return tuple(one.strip() for one in found if len(words(one)) > LONGEST_SENTENCE)


def hard(page: Any) -> Iterator[tuple[str, str]]:
    """(language, how hard) of all rich text of a page together."""
    html = {"en": "", "es": ""}
    for text in texts_of(page):
        html[text.language] += MARKER.sub("", text.html)
    english, spanish = measures(html["en"], html["es"])
    if english > HARDEST_GRADE:
        yield "English", f"about grade {english:.0f} of school; {HARDEST_GRADE} is our aim."
    if spanish < EASY_IN_SPANISH:
        yield "Spanish", f"ease of {spanish:.0f} by Fernández Huerta; {EASY_IN_SPANISH} is our aim."


@lru_cache(maxsize=400)
def measures(english: str, spanish: str) -> tuple[float, float]:
    """(grade, ease); of a text that is too short to tell, as if it were easy."""
    grade = flesch_kincaid_grade(english) if is_long(english) else 0
    return grade, fernandez_huerta(spanish) if is_long(spanish) else 100


def is_long(html: str) -> bool:
    return len(words(" ".join(sentences(html)))) >= TOO_SHORT_TO_TELL
