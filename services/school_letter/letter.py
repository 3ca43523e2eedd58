"""The letter to a school: what it may name as hard, and the days that follow. Stores nothing."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlencode

from services.models import Sign
from services.sheets import FOLDER

MOST_LINES = 5
NOT_IN_SCHOOL = {"not in school yet", "todavía no va"}
EVALUATION, PLAN_504 = "evaluation", "504"
PARENT, STUDENT = "parent", "student"
MAY_SIGN = {"", "18_to_20"}  # the ages at which a student may sign; "" is left open

TEXTS_IN_LETTER = ["school", "in_own_words", "language_other"]

# Calendar days: when to ask again, and until when the district has to act.
ASK_AGAIN_AFTER = {EVALUATION: timedelta(days=20), PLAN_504: timedelta(days=14)}
FROM_CONSENT_TO_PLAN = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """One thing that can be hard at school."""

    slug: str
    ages: list[str]  # ChildAge values
    signs: list[str]  # slugs of the checklist that say the same
    en: str
    es: str


@cache
def content() -> dict:
    return tomllib.loads((FOLDER / "school_letter.toml").read_text())


@cache
def lines() -> list[Line]:
    return [Line(**line) for line in content()["lines"]]


def offered(age: str, chosen: Iterable[str]) -> list[Line]:
    """The lines for an age band, all where it was left open; and what was chosen anyway."""
    return [line for line in lines() if not age or age in line.ages or line.slug in chosen]


def said_by(signs: Iterable[str], age: str) -> list[str]:
    """The slugs of as many lines as a letter holds that say what these signs say at this age."""
    ticked = set(signs)
    found = [line.slug for line in offered(age, []) if ticked.intersection(line.signs)]
    return found[:MOST_LINES]


def query(age: str, signs: Iterable[Sign]) -> str:
    """The address after the “?” that fills in the age and those signs that a letter can say."""
    known = {sign for line in lines() for sign in line.signs}
    ticked = [("sign", sign.slug) for sign in signs if sign.slug in known]
    return urlencode([("child_age", age), *ticked])


@dataclass(frozen=True)
class Letter:
    """What the letter says, from the answers of its form; what is blank is written by hand."""

    answers: dict

    @property
    def is_504(self) -> bool:
        return bool(self.answers["letter"] == PLAN_504)

    @property
    def by_student(self) -> bool:
        return self.answers["signer"] == STUDENT and self.answers["child_age"] in MAY_SIGN

    @property
    def not_in_school(self) -> bool:
        return self.answers["school"].casefold().strip(".") in NOT_IN_SCHOOL

    @property
    def preschool(self) -> bool:
        return self.not_in_school and self.answers["child_age"] == "3_to_5"

    @property
    def school(self) -> str:
        return "" if self.not_in_school else self.answers["school"]

    @property
    def hard(self) -> list[tuple[str, str]]:
        """What is hard at school, in English and Spanish; own words as they were written."""
        own = self.answers["in_own_words"]
        checked = [line for line in lines() if line.slug in self.answers["hard"]]
        return [(line.en, line.es) for line in checked] + ([(own, own)] if own else [])

    @property
    def is_long(self) -> bool:
        """Whether it is printed smaller, so that it stays on one sheet."""
        return sum(len(self.answers[name]) for name in TEXTS_IN_LETTER) > 250

    @property
    def in_another_language(self) -> bool:
        return self.answers["papers"] in {"es", "other"}

    @property
    def interpreter(self) -> bool:
        return bool(self.answers["interpreter"] == "yes")

    @property
    def ask_again_on(self) -> date | None:
        sent: date | None = self.answers["sent_on"]
        return sent and sent + ASK_AGAIN_AFTER[self.answers["letter"]]

    @property
    def plan_by(self) -> date | None:
        """When the days end that begin with the signed consent; a 504 plan has none."""
        consent: date | None = None if self.is_504 else self.answers["consent_on"]
        return consent and consent + FROM_CONSENT_TO_PLAN

    @property
    def days(self) -> list[date]:
        return [day for day in (self.ask_again_on, self.plan_by) if day]
