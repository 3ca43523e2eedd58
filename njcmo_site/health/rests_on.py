"""What the words of pages and cards rest on: sources, and how good the research is."""

from collections.abc import Iterator
from typing import Any

from njcmo_site.health.pages import Pages
from njcmo_site.health.rows import Row, Weight, form_of
from services.models import Card, Evidence, Topic
from services.models.evidence import RESEARCH

MISSING = "Missing sources"


def rows(pages: Pages) -> Iterator[Row]:
    for page in pages.drafts:
        if isinstance(page, Topic | Card) and not page.sources.all():
            yield to_do(MISSING, page, "", f"{page}", "No source is named.", "Add a source")
        if isinstance(page, Topic):
            for section in page.sections.all():
                yield from rows_of_section(section, f"{page}: section “{section}”")
            for approach in page.approaches.all():
                yield from rows_of_approach(approach, f"{page}: approach “{approach}”")


def rows_of_section(section: Any, place: str) -> Iterator[Row]:
    if not section.evidence:
        why = "It does not say what its words rest on."
        yield to_do("Sections without “based on”", section, "evidence", place, why)
    elif section.evidence != Evidence.EVERYDAY and not section.sources.all():
        why = f"It rests on “{section.get_evidence_display()}”, and names no source."
        yield to_do(MISSING, section, "sources", place, why)


def rows_of_approach(approach: Any, place: str) -> Iterator[Row]:
    """Without a known label it is not published either: it is damaged."""
    if approach.strength not in dict(RESEARCH):
        why = "Say how good the research is: families must not take it for proven."
        address, right = form_of(approach, "strength")
        group = "Approaches without an evidence label"
        yield Row(Weight.SAFETY, group, place, why, "Choose", address, right)


def to_do(group: str, row: Any, column: str, place: str, why: str, action: str = "Choose") -> Row:
    address, right = form_of(row, column)
    return Row(Weight.CARE, group, place, why, action, address, right)
