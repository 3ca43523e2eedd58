"""What is counted of the referrals of some days, and what of it may be shown to whom."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median

from django.utils import timezone
from django.utils.dateformat import format as format_date

from referrals.board import between_tables
from referrals.board.between_tables import hidden_between
from referrals.board.hiding import is_small
from referrals.models.answers import Concern, PreferredLanguage
from referrals.models.queries import ReferralQuerySet
from referrals.models.reasons import CloseReason
from referrals.models.work import Status
from referrals.promises import in_time

# Short enough to stand beside a bar.
CONCERNS = {
    Concern.AUTISM: "Autism",
    Concern.ADHD: "ADHD",
    Concern.SENSORY_ISSUES: "Sensory issues",
    Concern.BEHAVIOR: "Behavior",
    Concern.SPEECH_AND_OT: "Speech + OT",
    Concern.OT_VS_PT: "OT or PT",
    Concern.NOT_SURE: "Not sure",
}
NO_CONCERN = "None ticked"
LANGUAGES = {
    PreferredLanguage.ENGLISH: "English",
    PreferredLanguage.SPANISH: "Spanish",
    PreferredLanguage.OTHER: "Another",
    "": "Erased",  # what an emptied referral has
}
# What the board asks first; the rest of the ends are told together.
OUTCOMES = {
    CloseReason.CONNECTED: "Connected",
    CloseReason.DECLINED: "Declined",
    CloseReason.NOT_REACHED: "Not reached",
}
OTHER_END, STILL_OPEN = "Ended otherwise", "Still open"
OUTCOME_OF = {f"{outcome}, by language": outcome for outcome in OUTCOMES.values()}
CONCERN = "By concern"
ALL = "All"
SHARE = "Share in time, percent"

FEWER, NOT_SHOWN, NONE = "fewer than 10", "not shown", "–"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_and_hours(wait: timedelta) -> str:
    hours = round(wait / timedelta(hours=1))
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h"


@dataclass(frozen=True)
class Group:
    label: str
    number: float | None  # None: hidden
    shown: str

    @property
    def hidden(self) -> bool:
        return self.shown in {FEWER, NOT_SHOWN}


@dataclass(frozen=True)
class Table:
    title: str
    heading: str  # of the column of the groups
    measure: str  # of the column of the numbers
    groups: list[Group]
    unit: str = ""  # of the bare numbers, where they are shown in words


def groups_of(counts: dict[str, int], hidden: Collection[str] = ()) -> list[Group]:
    """What is shown of the counts of groups: every number, but for those that are hidden."""

    def group(label, number):
        if label in hidden:
            return Group(label, None, FEWER if is_small(number) else NOT_SHOWN)
        return Group(label, number, str(number))

    return [group(label, number) for label, number in counts.items()]


def largest_first(groups: list[Group]) -> list[Group]:
    """Those that are hidden by name, so that their order tells nothing."""
    return sorted(groups, key=lambda group: (-(group.number or 0), not group.hidden, group.label))


class Numbers:
    """Counts of the referrals that were received from one day to another, both included.

    What is suspected to be spam does not count, nor a duplicate. Not `exact`: for the board,
    so that nobody can tell who is meant.
    """

    def __init__(self, referrals: ReferralQuerySet, first: date, last: date, exact: bool) -> None:
        self.first, self.last, self.exact = first, last, exact
        self.weeks: Counter[date] = Counter()
        self.counties: Counter[str] = Counter()
        self.concerns: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.outcomes_in: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by language
        # From request to first call, by language.
        self.waits: defaultdict[str, list[timedelta]] = defaultdict(list)
        self.in_time = self.late = 0
        rows = referrals.counted().received_between(first, last).order_by()
        answers = rows.annotate(in_time=in_time()).values_list(
            "received_at",
            "county__name",
            "concerns",
            "preferred_language",
            "first_tried_at",
            "in_time",
            "close_reason",
            "status",
        )
        for *counted, reason, status in answers.iterator():
            self.count(*counted)
            self.count_outcome(counted[3], reason, status)

    def count_outcome(self, language, reason, status):
        """Connected is who was connected, also while staff still look after them."""
        ended = OUTCOMES.get(reason, OTHER_END) if reason else STILL_OPEN
        outcome = OUTCOMES[CloseReason.CONNECTED] if status == Status.CONNECTED else ended
        self.outcomes[outcome] += 1
        self.outcomes_in[outcome][language] += 1

    def count(self, received_at, county, concerns, language, first_tried_at, in_time):
        self.weeks[monday_of(timezone.localdate(received_at))] += 1
        self.counties[county] += 1
        self.concerns.update(concerns or [NO_CONCERN])
        self.languages[language] += 1
        if first_tried_at:
            for group in (ALL, language):
                # Never less than nothing: the clock may have been set back in between.
                self.waits[group].append(max(first_tried_at - received_at, timedelta()))
        self.in_time += in_time is True
        self.late += in_time is False

    @cached_property
    def tables(self) -> dict[str, dict[str, int]]:
        """What is counted of each group, by the title of its table."""
        ends = [*OUTCOMES.values(), OTHER_END, STILL_OPEN]
        concerns = {label: self.concerns[concern] for concern, label in CONCERNS.items()}
        tried = Counter({language: len(waits) for language, waits in self.waits.items()})
        return {
            between_tables.OUTCOMES: {label: self.outcomes[label] for label in ends},
            between_tables.WEEKS: self.of_weeks(),
            between_tables.COUNTIES: dict(self.counties.most_common()),
            CONCERN: concerns | {NO_CONCERN: self.concerns[NO_CONCERN]},
            between_tables.LANGUAGES: self.of_languages(self.languages),
            between_tables.TRIED: self.of_languages(tried),
            between_tables.IN_TIME: {"In time": self.in_time, "Late": self.late},
            **{one: self.of_languages(self.outcomes_in[OUTCOME_OF[one]]) for one in OUTCOME_OF},
        }

    @cached_property
    def hidden(self) -> set[Hashable]:
        """Title and group of what is not shown: none, or (not exact) so many that no number of 1
        to 9 can be worked out from all the tables together."""
        return set() if self.exact else hidden_between(self.tables, OUTCOME_OF)

    def groups(self, title: str) -> list[Group]:
        counts = self.tables[title]
        return groups_of(counts, [group for group in counts if (title, group) in self.hidden])

    def table(self, title: str, heading: str) -> Table:
        return Table(title, heading, "Referrals", self.groups(title))

    def by_outcome(self) -> Table:
        return self.table(between_tables.OUTCOMES, "Outcome")

    def outcomes_by_language(self) -> list[Table]:
        """Of three only: the others are told together."""
        return [self.table(title, "Language") for title in OUTCOME_OF]

    def of_languages(self, counts: Counter[str]) -> dict[str, int]:
        return {label: counts[language] for language, label in LANGUAGES.items()}

    def of_weeks(self) -> dict[str, int]:
        counts, monday = {}, monday_of(self.first)
        while monday <= self.last:
            sunday = monday + timedelta(days=6)
            cut = " (part)" if monday < self.first or sunday > self.last else ""
            counts[format_date(monday, "M j, Y") + cut] = self.weeks[monday]
            monday += timedelta(days=7)
        return counts

    def by_week(self) -> Table:
        return self.table(between_tables.WEEKS, "Week of")

    def by_county(self) -> Table:
        """All counties with referrals."""
        groups = largest_first(self.groups(between_tables.COUNTIES))
        return Table(between_tables.COUNTIES, "County", "Referrals", groups)

    def by_largest_counties(self, number: int) -> Table:
        """So many, and the others together; exact."""
        counts = self.tables[between_tables.COUNTIES]
        if len(counts) <= number + 1:
            return self.by_county()
        largest, others = list(counts)[:number], list(counts)[number:]
        groups = largest_first(groups_of({label: counts[label] for label in largest}))
        together = {f"Other ({len(others)})": sum(counts[label] for label in others)}
        groups += groups_of(together)
        return Table(between_tables.COUNTIES, "County", "Referrals", groups)

    def by_concern(self) -> Table:
        return Table(CONCERN, "Concern", "Referrals", largest_first(self.groups(CONCERN)))

    def by_language(self) -> Table:
        return self.table(between_tables.LANGUAGES, "Language")

    def tried(self) -> Table:
        return self.table(between_tables.TRIED, "Language")

    def time_to_first_call(self) -> Table:
        groups = [
            self.median_wait(label, self.waits[language])
            for language, label in {ALL: ALL, **LANGUAGES}.items()
        ]
        return Table("Time to first call, by language", "Language", "Median", groups, "hours")

    def median_wait(self, label: str, waits: list[timedelta]) -> Group:
        if not waits:
            return Group(label, None, NONE)
        if not self.exact and is_small(len(waits)):
            return Group(label, None, NOT_SHOWN)
        wait = timedelta(seconds=median(wait.total_seconds() for wait in waits))
        return Group(label, round(wait / timedelta(hours=1), 1), days_and_hours(wait))

    def share_in_time(self) -> Table:
        """Of those who were called, or whose day has passed without."""
        groups = self.groups(between_tables.IN_TIME)
        if any(group.hidden for group in groups):
            share = Group(SHARE, None, NOT_SHOWN)
        elif due := self.in_time + self.late:
            percent = round(100 * self.in_time / due)
            share = Group(SHARE, percent, str(percent))
        else:
            share = Group(SHARE, None, NONE)
        return Table(between_tables.IN_TIME, "First call", "Referrals", [*groups, share])
