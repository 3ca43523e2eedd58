"""Which part of a photo matters most, as staff typed it."""

from django.http import QueryDict

MIDDLE = 50  # percent


def focus_of(typed: QueryDict) -> tuple[int, int]:
    """The middle where something else than a percentage was typed: the form says so."""
    percents = [typed.get(name, "").strip() for name in ("focus_x", "focus_y")]
    known = {str(percent): percent for percent in range(101)}
    across, down = (known.get(percent, MIDDLE) for percent in percents)
    return across, down
