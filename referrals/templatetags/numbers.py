"""Charts of numbers: where each bar of an SVG lies, and what it says of itself."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django import template
from django.utils import timezone

from referrals.board.numbers import Numbers, Table, monday_of
from referrals.models import Referral

register = template.Library()

# All in the units of the SVG, which is 300 wide.
LONGEST_BAR, HIDDEN_BAR, ROW = 132, 16, 24
LEFT, RIGHT, GROUND, HIGHEST_COLUMN, HIDDEN_COLUMN = 36, 298, 148, 122, 12


@register.inclusion_tag("board/charts.html")
def referral_charts(user):
    """The last weeks at a glance, for the start page; nothing for who may not see referrals."""
    if not user.has_perm("referrals.view_referral"):
        return {}
    today = timezone.localdate()
    visible = Referral.objects.visible_to(user)
    month = Numbers(visible, today - timedelta(days=29), today, exact=True)
    weeks = Numbers(visible, monday_of(today) - timedelta(weeks=11), today, exact=True)
    charts = [month.by_largest_counties(5), month.by_concern(), weeks.by_week()]
    return {"charts": charts, "exact": True}


@register.inclusion_tag("board/chart.html")
def chart(table: Table, opened: bool = False) -> dict:
    said = "; ".join(f"{group.label}: {group.shown}" for group in table.groups)
    drawing = columns(table) if table.heading == "Week of" else bars(table)
    return {
        "table": table,
        "said": f"{table.title}. {said}",
        "opened": opened,
        **drawing,
    }


def bars(table: Table) -> dict:
    """One below the other. A hidden number has a bar of the same length, whatever it is."""
    longest = max((group.number or 0 for group in table.groups), default=0) or 1
    drawn = []
    for index, group in enumerate(table.groups):
        length = HIDDEN_BAR if group.hidden else round(LONGEST_BAR * (group.number or 0) / longest)
        top = 5 + ROW * index
        drawn.append(
            {"group": group, "y": top, "length": length, "text_y": top + 12, "text_x": 134 + length}
        )
    return {"bars": drawn, "height": ROW * len(drawn) + 4}


def columns(table: Table) -> dict:
    """Side by side, with lines to read them by."""
    highest = int(max(group.number or 0 for group in table.groups))
    unit = HIGHEST_COLUMN / max(highest, 1)
    slot = (RIGHT - LEFT) / len(table.groups)
    drawn = []
    for index, group in enumerate(table.groups):
        height = HIDDEN_COLUMN if group.hidden else round(unit * (group.number or 0), 1)
        drawn.append(
            {
                "group": group,
                "x": round(LEFT + slot * index, 1),
                "y": round(GROUND - height, 1),
                "width": round(slot * 0.87, 1),
                "height": height,
                # above the column; words would lie over the others, and stand below
                "number_y": GROUND + 32 if group.hidden else round(GROUND - height - 5, 1),
            }
        )
    step = step_of(highest)
    lines = [
        {"number": number, "y": round(GROUND - unit * number, 1)}
        for number in range(step, highest + 1, step)
    ]
    height = GROUND + (36 if table.groups[-1].hidden else 24)
    return {"columns": drawn, "lines": lines, "left": LEFT, "right": RIGHT, "height": height}


def step_of(highest: int) -> int:
    """A round number (1, 2, 5, 10, 20, 50…) that fits into the highest one four times at most."""
    steps: Iterator[int] = (digit * 10**zeros for zeros in count() for digit in (1, 2, 5))
    return next(step for step in steps if highest < 5 * step)
