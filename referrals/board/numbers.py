"""What is counted of the referrals of some days, and what of it may be shown to whom."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.utils import timezone
from django.utils.dateformat import format as format_date

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
ALL = "All"
SHARE = "Share in time, percent"

SMALLEST_SHOWN = 10  # of a smaller group somebody could tell who is meant
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


def groups_of(counts: dict[str, int], exact: bool) -> list[Group]:
    """What is shown of the counts of groups: every number, or (not exact) none of 1 to 9.

    Who knows the sum, from another table, could subtract what is shown. So where one group alone
    is below 10, or where several can only be all 1 or all 9, the smallest other one is hidden too.
    """
    small = [] if exact else [number for number in counts.values() if 0 < number < SMALLEST_SHOWN]
    given_away = sum(small) in {len(small), (SMALLEST_SHOWN - 1) * len(small)} or len(small) == 1
    large = [label for label, number in counts.items() if number >= SMALLEST_SHOWN]
    with_them = (
        min(large, key=lambda label: counts[label], default=None) if small and given_away else None
    )

    def group(label, number):
        if label == with_them:
            return Group(label, None, NOT_SHOWN)
        if number in small:
            return Group(label, None, FEWER)
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

    def by_outcome(self) -> Table:
        shown = [*OUTCOMES.values(), OTHER_END, STILL_OPEN]
        counts = {label: self.outcomes[label] for label in shown}
        return Table("Outcomes", "Outcome", "Referrals", groups_of(counts, self.exact))

    def outcomes_by_language(self) -> list[Table]:
        """Of three only: all outcomes of a language would give away those that are hidden."""
        return [
            Table(f"{outcome}, by language", "Language", "Referrals", groups_of(counts, self.exact))
            for outcome in OUTCOMES.values()
            if (counts := self.of_languages(self.outcomes_in[outcome]))
        ]

    def of_languages(self, counts: Counter[str]) -> dict[str, int]:
        return {label: counts[language] for language, label in LANGUAGES.items()}

    def by_week(self) -> Table:
        counts, monday = {}, monday_of(self.first)
        while monday <= self.last:
            sunday = monday + timedelta(days=6)
            cut = " (part)" if monday < self.first or sunday > self.last else ""
            counts[format_date(monday, "M j, Y") + cut] = self.weeks[monday]
            monday += timedelta(days=7)
        return Table("By week", "Week of", "Referrals", groups_of(counts, self.exact))

    def by_county(self, largest: int | None = None) -> Table:
        """All counties with referrals; or so many, and the others together."""
        counts = dict(self.counties.most_common())
        if largest and len(counts) > largest + 1:
            others = list(counts)[largest:]
            counts[f"Other ({len(others)})"] = sum(counts.pop(county) for county in others)
            *groups, other = groups_of(counts, self.exact)
            groups = [*largest_first(groups), other]
        else:
            groups = largest_first(groups_of(counts, self.exact))
        return Table("By county", "County", "Referrals", groups)

    def by_concern(self) -> Table:
        counts = {label: self.concerns[concern] for concern, label in CONCERNS.items()}
        counts[NO_CONCERN] = self.concerns[NO_CONCERN]
        groups = largest_first(groups_of(counts, self.exact))
        return Table("By concern", "Concern", "Referrals", groups)

    def by_language(self) -> Table:
        groups = groups_of(self.of_languages(self.languages), self.exact)
        return Table("By language", "Language", "Referrals", groups)

    def tried(self) -> Table:
        counts = {label: len(self.waits[language]) for language, label in LANGUAGES.items()}
        title = "Called at least once, by language"
        return Table(title, "Language", "Referrals", groups_of(counts, self.exact))

    def time_to_first_call(self) -> Table:
        groups = [
            self.median_wait(label, self.waits[language])
            for language, label in {ALL: ALL, **LANGUAGES}.items()
        ]
        return Table("Time to first call, by language", "Language", "Median", groups, "hours")

    def median_wait(self, label: str, waits: list[timedelta]) -> Group:
        if not waits:
            return Group(label, None, NONE)
        if not self.exact and len(waits) < SMALLEST_SHOWN:
            return Group(label, None, NOT_SHOWN)
        wait = timedelta(seconds=median(wait.total_seconds() for wait in waits))
        return Group(label, round(wait / timedelta(hours=1), 1), days_and_hours(wait))

    def share_in_time(self) -> Table:
        """Of those who were called, or whose day has passed without."""
        groups = groups_of({"In time": self.in_time, "Late": self.late}, self.exact)
        if any(group.hidden for group in groups):
            share = Group(SHARE, None, NOT_SHOWN)
        elif due := self.in_time + self.late:
            percent = round(100 * self.in_time / due)
            share = Group(SHARE, percent, str(percent))
        else:
            share = Group(SHARE, None, NONE)
        return Table("First call in time", "First call", "Referrals", [*groups, share])
