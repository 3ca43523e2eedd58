"""What somebody can work out from the numbers that are shown."""

from collections.abc import Collection, Hashable, Iterable, Mapping

Bounds = dict[Hashable, tuple[int, int]]
# Counts, each times its factor, that come to nothing together.
Sum = Mapping[Hashable, int]

KNOWN = object()  # stands in a sum for all that is shown
MOST = 10**9  # more than anything that is counted here
ROUNDS = 10  # of narrowing: after these hardly anything changes


def sum_of(total: Hashable, parts: Iterable[Hashable]) -> dict[Hashable, int]:
    return {total: -1} | dict.fromkeys(parts, 1)


def worked_out(sums: Iterable[Sum], shown: Mapping[Hashable, int], bounds: Bounds) -> set[Hashable]:
    """The counts that can be one number only, of those that are not shown.

    `bounds` says of each of them, with both ends, what it can be without any sum.
    """
    unknown = [with_known(one, shown) for one in sums]
    can_be = narrowed([*unknown, *solved(unknown)], dict(bounds))
    return {key for key, (lowest, highest) in can_be.items() if lowest == highest}


def with_known(one: Sum, shown: Mapping[Hashable, int]) -> Sum:
    known = sum(factor * shown[key] for key, factor in one.items() if key in shown)
    return {key: factor for key, factor in one.items() if key not in shown} | {KNOWN: known}


def solved(sums: Iterable[Sum]) -> list[Sum]:
    """The same, but each with a count that stands in no other: by elimination, as at school."""
    done: list[tuple[Hashable, Sum]] = []
    for one in sums:
        for key, other in done:
            one = without(key, one, other)
        single = (key for key, factor in one.items() if key is not KNOWN and factor in (1, -1))
        chosen = next(single, None)
        if chosen is not None:
            done = [(key, without(chosen, other, one)) for key, other in done]
            done.append((chosen, one))
    return [one for _key, one in done]


def without(key: Hashable, one: Sum, other: Sum) -> Sum:
    """`one`, less as many times `other` as leave nothing of this count in it."""
    times = one.get(key, 0) * other[key]  # the factor in `other` is 1 or -1
    if not times:
        return one
    left = {each: one.get(each, 0) - times * other.get(each, 0) for each in {**one, **other}}
    return {each: factor for each, factor in left.items() if factor or each is KNOWN}


def narrowed(sums: Collection[Sum], bounds: Bounds) -> Bounds:
    """What each can still be, since its sums hold."""
    for _round in range(ROUNDS):
        before = dict(bounds)
        for one in sums:
            narrow(one, bounds)
        if bounds == before:
            break
    return bounds


def narrow(one: Sum, bounds: Bounds) -> None:
    spans = {
        key: sorted(factor * end for end in bounds[key])
        for key, factor in one.items()
        if key is not KNOWN
    }
    lowest = one[KNOWN] + sum(low for low, _high in spans.values())
    highest = one[KNOWN] + sum(high for _low, high in spans.values())
    for key, (low, high) in spans.items():
        if one[key] in (1, -1):  # as nearly all are
            ends = sorted(-one[key] * end for end in (lowest - low, highest - high))
            bounds[key] = (max(bounds[key][0], ends[0]), min(bounds[key][1], ends[1]))
