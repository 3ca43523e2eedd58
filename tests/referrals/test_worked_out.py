"""What somebody can work out from numbers that are shown, and what is hidden because of that."""

from referrals.board.hiding import hidden_together
from referrals.board.worked_out import MOST, sum_of, worked_out

ANY = (0, MOST)


def test_all_less_what_is_shown_is_worked_out():
    assert worked_out([sum_of("all", "abc")], {"all": 40, "a": 20, "b": 17}, {"c": ANY}) == {"c"}
    assert worked_out([sum_of("all", "abc")], {"all": 40, "a": 20}, {"b": ANY, "c": ANY}) == set()


def test_what_only_several_sums_together_tell_is_worked_out():
    """Two squares of hidden numbers, each line of which has two, and one number between them."""
    rows = [["a", "b"], ["c", "d", "between"], ["e", "f"], ["g", "h"]]
    columns = [["a", "c"], ["b", "d"], ["between", "e", "g"], ["f", "h"]]
    lines = {f"line {number}": line for number, line in enumerate(rows + columns)}
    sums = [sum_of(name, line) for name, line in lines.items()]
    counts = {name: 30 for line in lines.values() for name in line} | {"between": 3}
    totals = {name: sum(counts[one] for one in line) for name, line in lines.items()}
    assert worked_out(sums, totals, dict.fromkeys(counts, ANY)) == {"between"}


def test_that_a_hidden_number_is_ten_or_more_can_tell_the_other():
    hidden = {"a": (10, MOST), "b": (1, 9)}
    assert worked_out([sum_of("all", "ab")], {"all": 11}, hidden) == {"a", "b"}
    assert worked_out([sum_of("all", "ab")], {"all": 12}, hidden) == set()


def test_the_smallest_number_of_ten_or_more_that_helps_is_hidden_and_no_more():
    counts = {"all": 60, "a": 30, "b": 20, "c": 7, "rest": 3, "elsewhere": 10}
    sums = [sum_of("all", ["a", "b", "c", "rest"])]
    assert hidden_together(counts, sums, {}, ["rest"]) == {"b"}
    assert hidden_together(counts | {"rest": 0}, sums, {}, ["rest"]) == set()


def test_who_knows_that_the_smallest_other_number_is_hidden_works_out_no_small_one():
    """The hidden 10 cannot be more than the 10 that is shown, so 8 would be what is left."""
    weeks = {"first": 10, "second": 10, "third": 12, "fourth": 8}
    hidden = dict.fromkeys(["first", "fourth"], list(weeks))
    found = hidden_together(weeks | {"all": 40}, [sum_of("all", weeks)], hidden, [])
    assert found == {"first", "second", "fourth"}
