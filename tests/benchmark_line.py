"""One line for each measure of script/benchmark."""

from collections.abc import Callable, Sequence
from statistics import median


def tell(
    say: Callable[[str], None],
    measure: str,
    values: Sequence[float],
    at_least: float | None = None,
    at_most: float | None = None,
    unmet: str = "",
) -> bool:
    """Print the measure, its bound, the median with the least and the most, and whether it is met.

    False when it is not, also where the reason, `unmet`, is known and said.
    """
    found = median(values)
    is_met = (at_least is None or found >= at_least) and (at_most is None or found <= at_most)
    bound = "" if at_least is None else f">= {at_least:g}"
    bound = bound if at_most is None else f"<= {at_most:g}"
    verdict = ("met" if is_met else f"not met{unmet and f': {unmet}'}") if bound else ""
    spread = f"({min(values):.3f} to {max(values):.3f})" if len(values) > 1 else ""
    say(f"{measure:52}{bound:>8}{found:10.3f} {spread:22}{verdict}".rstrip())
    return is_met
