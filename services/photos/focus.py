"""Which part of a photo matters most, as staff typed it."""

from django.http import QueryDict

MIDDLE = 50  # percent


def focus_of(typed: QueryDict) -> tuple[int, int]:
    """The middle where something else than a percentage was typed: the form says so."""
    across, down = (percent_of(typed.get(name, "").strip()) for name in ("focus_x", "focus_y"))
    return across, down


def percent_of(text: str) -> int:
    percent = int(text) if text.isdecimal() and len(text) <= 4 else MIDDLE
    return percent if percent <= 100 else MIDDLE
