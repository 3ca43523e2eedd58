"""The signs checklist: what was ticked, and where it leads. Stores nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.http import QueryDict

from services.models import Moment, Sign, UrgentSign
from services.models.ages import ChildAge
from services.names import with_numbers


def by_moment(signs: Iterable[Sign]) -> list[tuple[Moment, list[Sign]]]:
    """Rows under their moments, in the order of the day; a moment without one is left out."""
    return [(moment, list(group)) for moment, group in groupby(signs, key=attrgetter("moment"))]


@dataclass(frozen=True)
class Answers:
    """What a parent ticked, as the address holds it; whatever is not on the list is ignored."""

    age: str  # "" when left open
    chosen: set[str]  # what the address names, signs or not
    rows: list[Sign]  # all that can be ticked at some age, in the order of the page

    @classmethod
    def read(cls, query: QueryDict) -> "Answers":
        ages = [age for age in query.getlist("child_age") if age in ChildAge.values]
        return cls(
            age=ages[-1] if ages else "",
            chosen=set(query.getlist("sign")),
            rows=list(Sign.objects.select_related("moment", "urgent")),
        )

    @property
    def ticked(self) -> list[Sign]:
        return [sign for sign in self.rows if sign.slug in self.chosen]

    @property
    def signs(self) -> list[Sign]:
        """The ticked rows of the list."""
        return [sign for sign in self.ticked if sign.moment_id]

    @property
    def today(self) -> list[Sign]:
        """The ticked boxes of “Tell the doctor today”."""
        return [sign for sign in self.ticked if not sign.moment_id]

    @property
    def age_label(self) -> str:
        return str(ChildAge(self.age).label) if self.age else ""

    @property
    def urgent(self) -> list[UrgentSign]:
        """What the ticks raise, the most urgent first."""
        raised = {sign.urgent for sign in self.ticked if sign.urgent}
        return sorted(raised, key=attrgetter("level", "order"))

    @property
    def concerns(self) -> list[str]:
        """Addresses of the topics that the ticks point to, the one with most ticks first."""
        topics = [topic for sign in self.signs for topic in sign.topics]
        return sorted(set(topics), key=lambda topic: (-topics.count(topic), topic))

    @property
    def offered(self) -> list[Sign]:
        """The rows of the list for the age; all of them where it was left open."""
        return [
            sign
            for sign in self.rows
            if sign.moment_id
            and (not self.age or self.age in sign.ages or sign.slug in self.chosen)
        ]

    @property
    def offered_today(self) -> list[Sign]:
        return [sign for sign in self.rows if not sign.moment_id]


def sheet(answers: Answers) -> list[tuple[str, str]]:
    """What was ticked, in English and Spanish; a line that cannot wait ends with its advice."""
    lines = []
    for sign in answers.ticked:
        english, spanish = sign.text_en, sign.text_es
        if sign.urgent:
            english += f". {with_numbers(sign.urgent.advice_en)}"
            spanish += f". {with_numbers(sign.urgent.advice_es or sign.urgent.advice_en)}"
        lines.append((english, spanish))
    return lines
