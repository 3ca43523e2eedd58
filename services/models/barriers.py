"""What keeps somebody from using a text, or misleads about health: with these nothing is published.

Everything else that could be better is a hint (see njcmo_site/health/).
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from njcmo_site.wording.outline import outline, short
from services.models.inside import leads_nowhere
from services.models.kept import kept
from services.models.photos import read_photos
from services.models.texts import Text, texts_of
from services.photos.markers import photos_named
from services.validators import sources_cited


class Kind(StrEnum):
    HEADING = "Headings out of order"
    WORDLESS = "Links without words"
    DEAD = "Links that lead nowhere on this site"
    UNCITED = "Sources that are cited and not there"
    GONE = "Photos in texts that are gone"


class Barrier(NamedTuple):
    kind: Kind
    row: Any
    field: Any
    place: str  # in words for staff
    why: str


def barriers(page: Any) -> Iterator[Barrier]:
    """Of a page in memory, or of a row with rich text that is live at once."""
    names = {source.name for source in page.sources.all()} if hasattr(page, "sections") else set()
    for text in texts_of(page):
        for kind, why in barriers_of(text, page, names):
            yield Barrier(kind, text.row, text.field, text.name, why)


def blocks(kind: str, draft: Any) -> bool:
    """Where links lead is no matter while families cannot read the page: its hub comes later, with
    what stands under it."""
    return kind != Kind.DEAD or not draft.hidden_because


def barriers_of(text: Text, page: Any, sources: set[str]) -> Iterator[tuple[Kind, str]]:
    shape = outline(text.html)
    for told in shape.faults_of_headings:
        yield Kind.HEADING, told
    for link in shape.links:
        if link.fault:
            yield Kind.WORDLESS, link.fault
        if leads_nowhere(link.address, page):
            told = f"“{short(link.words)}” leads to {link.address}, where families find nothing."
            yield Kind.DEAD, told
    if gone := photos_named(text.html) - set(kept(read_photos)):
        told = f"Its photo {{{{photo:{min(gone)}}}}} is gone: choose another, or take it out."
        yield Kind.GONE, told
    for name in sources_cited(text.html) if hasattr(page, "sections") else ():
        if name not in sources:
            told = f"It cites {{{{source:{name}}}}}, which is no source of this page."
            yield Kind.UNCITED, told
