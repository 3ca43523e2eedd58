"""What changes at an age, and in which month a child turns it. Stores nothing."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import get_language

from services.sheets import FOLDER

OLDEST = 21
HALF_A_YEAR = 6  # months before a birthday in which we remind to ask: ours, no rule


def said(row: dict, name: str = "") -> str:
    """The text of this name in the language of the moment."""
    return str(row[f"{name}{get_language()}"])


@dataclass(frozen=True)
class Change:
    """What changes at one age."""

    row: dict

    @property
    def age(self) -> int:
        return int(self.row["age"])

    @property
    def title(self) -> str:
        return said(self.row)

    @property
    def facts(self) -> list[str]:
        return [said(fact) for fact in self.row["facts"]]

    @property
    def words(self) -> list[tuple[str, str]]:
        """To whom, and what to say."""
        return [(said(words, "to_"), said(words)) for words in self.row["words"]]

    @property
    def link(self) -> dict[str, str]:
        return {**self.row["link"], "words": said(self.row["link"])}


@cache
def content() -> dict:
    return tomllib.loads((FOLDER / "what_changes.toml").read_text())


@cache
def changes() -> list[Change]:
    return [Change(row) for row in content()["changes"]]


def months_after(month: date, count: int) -> date:
    """The first day of the month so many months later."""
    years, months = divmod(month.month - 1 + count, 12)
    return date(month.year + years, months + 1, 1)


@dataclass(frozen=True)
class Birthday:
    """The month in which a child turns an age at which something changes."""

    change: Change
    born: date  # the first day of the month
    today: date

    @property
    def month(self) -> date:
        return months_after(self.born, 12 * self.change.age)

    @property
    def is_past(self) -> bool:
        return self.month < self.today.replace(day=1)

    @property
    def is_now(self) -> bool:
        return self.month == self.today.replace(day=1)

    @property
    def ask_from(self) -> date | None:
        """When to begin to ask; None when that is now."""
        month = months_after(self.month, -HALF_A_YEAR)
        return month if month > self.today else None

    @property
    def days(self) -> list[date]:
        """For a calendar: when to begin to ask, and the month itself."""
        return [day for day in (self.ask_from, self.month) if day and day > self.today]


def birthdays(born: date, today: date) -> list[Birthday]:
    return [Birthday(change, born, today) for change in changes()]
