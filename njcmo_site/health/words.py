"""Texts of pages: what keeps somebody from using them, and what could be easier to read."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from njcmo_site.editing.addresses import address_of
from njcmo_site.health.pages import Pages
from njcmo_site.health.rows import Row, Weight, form_of, right_to
from njcmo_site.wording.hints import hard, long, vague
from services.models.barriers import Kind, barriers
from services.models.editions import Draft
from services.models.texts import texts_of


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
    html = {"en": "", "es": ""}
    for text in texts_of(page):
        html[text.language] += text.html
        address, right = form_of(text.row, text.field.name)
        place = place_of(page, text.name)
        for why in islice(vague(text.html), 1):
            yield Row(Weight.HINT, "Vague words of links", place, why, "Reword", address, right)
        for why in long(text.html):
            yield Row(Weight.HINT, "Long sentences", place, why, "Shorten", address, right)
    address, right = form_of(page)
    for code, name in (("en", "English"), ("es", "Spanish")):
        place = f"{page._meta.verbose_name} “{page}”, {name}"
        for why in hard(html[code], code):  # of all its texts together
            yield Row(Weight.HINT, "Hard to read", place, why, "Open it", address, right)
