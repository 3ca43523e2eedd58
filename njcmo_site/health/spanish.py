"""Spanish that is missing, or behind its English: a table of pages by language, and its rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from njcmo_site.health.rows import Row, Weight, day, right_to
from njcmo_site.spanish.bilingual import Bilingual
from njcmo_site.spanish.to_check import models_open_to, part_of, rows_of
from services.models import UrgentSign


class Text(NamedTuple):
    """A row with texts whose Spanish is to be looked at."""

    row: Bilingual
    owner: Any  # the page on which it is edited
    address: str
    behind: int  # texts
    missing: int
    since: date | None


class Page(NamedTuple):
    """A line of the table."""

    name: str
    changed_on: date | None  # the English, where it is known
    behind: int
    missing: int
    since: date | None
    address: str  # of the first text to look at

    @property
    def spanish(self) -> str:
        """2 behind since November 29, 2026; 1 missing"""
        behind = f"{self.behind} behind since {day(self.since)}" if self.since else ""
        missing = f"{self.missing} missing" if self.missing else ""
        return "; ".join(filter(None, [behind, missing]))


def texts(user: Any) -> list[Text]:
    """Of all that this person may change."""
    found = []
    for model in models_open_to(user):
        for row in rows_of(model):
            missing = len(row.missing_spanish())
            if missing or row.behind_since:
                part, behind = part_of(row), len(row.made_from or {})
                owner = part["owner"]
                found.append(Text(row, owner, part["edit"], behind, missing, row.behind_since))
    return found


def table(found: list[Text]) -> list[Page]:
    """One line for each page, or for each row that is no part of one."""
    of_page: dict[Any, list[Text]] = {}
    for text in found:
        of_page.setdefault(text.owner, []).append(text)
    return [
        Page(
            f"{owner._meta.verbose_name} “{owner}”",
            getattr(owner, "words_changed_on", None),
            sum(text.behind for text in of_owner),
            sum(text.missing for text in of_owner),
            min((text.since for text in of_owner if text.since), default=None),
            of_owner[0].address,
        )
        for owner, of_owner in of_page.items()
    ]


def rows(found: list[Text]) -> Iterator[Row]:
    for text in found:
        # Whoever reads Spanish has to know what cannot wait.
        weight = Weight.SAFETY if isinstance(text.row, UrgentSign) else Weight.CARE
        place = f"{text.row._meta.verbose_name} “{text.row}”"
        if text.owner != text.row:
            place = f"{text.owner}: {place}"
        right = right_to("change", text.row)
        if text.since:
            why = f"The English changed on {day(text.since)}."
            group, action = "Spanish behind its English", "Compare, and change the Spanish"
            yield Row(weight, group, place, why, action, text.address, right)
        if text.missing:
            why = "Spanish readers get English."
            yield Row(weight, "Spanish missing", place, why, "Write it", text.address, right)
