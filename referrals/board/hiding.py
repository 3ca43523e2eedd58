"""Which numbers are hidden, so that nobody can tell or work out who is meant."""

from collections.abc import Collection, Hashable, Iterable, Mapping

from referrals.board.worked_out import MOST, Bounds, Sum, worked_out

SMALLEST_SHOWN = 10  # of a smaller group somebody could tell who is meant


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST_SHOWN


def hidden_alone(counts: Mapping[str, int]) -> set[str]:
    """Of one table, which any other may give the sum of: none of 1 to 9 is shown.

    Who knows the sum could subtract what is shown. So where one group alone is below 10, or where
    several can only be all 1 or all 9, the smallest other one is hidden too.
    """
    small = [label for label, number in counts.items() if is_small(number)]
    together = sum(counts[label] for label in small)
    given_away = len(small) == 1 or together in {len(small), (SMALLEST_SHOWN - 1) * len(small)}
    large = [label for label, number in counts.items() if number >= SMALLEST_SHOWN]
    with_them = sorted(large, key=lambda label: counts[label])[: bool(small) and given_away]
    return {*small, *with_them}


def hidden_together(
    counts: Mapping[Hashable, int],
    sums: Collection[Sum],
    hidden: Mapping[Hashable, Collection[Hashable]],
    never_shown: Collection[Hashable],
) -> set[Hashable]:
    """All that is hidden once no small number can be worked out from other tables either.

    `hidden` are hidden in any case, each as one of those that it stands with. What is `never_shown`
    stands in no table, and would tell as much if it could be worked out.
    """
    hidden_of = dict(hidden)
    while True:
        unknown = {*hidden_of, *never_shown}
        shown = {key: number for key, number in counts.items() if key not in unknown}
        bounds: Bounds = dict.fromkeys(never_shown, (0, MOST))
        for key, others in hidden_of.items():
            bounds[key] = what_is_told(counts[key], [shown[one] for one in others if one in shown])
        told = {key for key in worked_out(sums, shown, bounds) if is_small(counts[key])}
        near = {key for one in sums if told & one.keys() for key in one}
        can_be_hidden = [key for key, number in shown.items() if number >= SMALLEST_SHOWN]
        if not told or not can_be_hidden:
            return set(hidden_of)
        # What stands in a sum with it, and of that the smallest.
        among = [key for key in can_be_hidden if key in near] or can_be_hidden
        hidden_of[min(among, key=lambda key: counts[key])] = among


def what_is_told(number: int, shown_beside: Iterable[int]) -> tuple[int, int]:
    """The words in its place tell whether a hidden number is small.

    Who knows that the smallest of the others is hidden knows too that it is none of the larger.
    """
    if is_small(number):
        return 1, SMALLEST_SHOWN - 1
    larger = (other for other in shown_beside if other >= SMALLEST_SHOWN)
    return SMALLEST_SHOWN, min(larger, default=MOST)
