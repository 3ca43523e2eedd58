"""How the tables for the board hang together, and what is hidden because of that."""

from collections.abc import Hashable, Mapping

from referrals.board.hiding import hidden_alone, hidden_together
from referrals.board.worked_out import Sum, sum_of

OUTCOMES, WEEKS, COUNTIES, LANGUAGES = "Outcomes", "By week", "By county", "By language"
TRIED, IN_TIME = "Called at least once, by language", "First call in time"
EVERYBODY = "everybody"  # in no table, and the sum of several

Tables = Mapping[str, Mapping[str, int]]  # the counts of groups, by the title of their table


def hidden_between(tables: Tables, outcome_of: Mapping[str, str]) -> set[Hashable]:
    """Title and group of each number that is hidden, as a pair.

    `outcome_of` says of each table that tells an outcome by language which one it is.
    """
    hidden: dict[Hashable, list[Hashable]] = {
        (title, group): groups_in(tables, title)
        for title in tables
        for group in hidden_alone(tables[title])
    }
    shown: dict[Hashable, int] = {
        (title, group): number for title, rows in tables.items() for group, number in rows.items()
    }
    counts = shown | {EVERYBODY: sum(tables[OUTCOMES].values())}
    sums: list[Sum] = [
        sum_of(EVERYBODY, groups_in(tables, title))
        for title in (OUTCOMES, WEEKS, COUNTIES, LANGUAGES)
    ]
    sums += [sum_of((OUTCOMES, outcome_of[one]), groups_in(tables, one)) for one in outcome_of]
    sums.append(with_rest(counts, EVERYBODY, groups_in(tables, IN_TIME)))
    for language in tables[LANGUAGES]:
        of_language = [(title, language) for title in outcome_of]
        sums.append(with_rest(counts, (LANGUAGES, language), of_language))
        sums.append(with_rest(counts, (LANGUAGES, language), [(TRIED, language)]))
    return hidden_together(counts, sums, hidden, counts.keys() - shown.keys())


def groups_in(tables: Tables, title: str) -> list[Hashable]:
    return [(title, group) for group in tables[title]]


def with_rest(counts: dict[Hashable, int], total: Hashable, parts: list) -> Sum:
    """A sum with those of whom no table tells, who are counted here."""
    rest = ("rest of", total, *parts)
    counts[rest] = counts[total] - sum(counts[part] for part in parts)
    return sum_of(total, [*parts, rest])
