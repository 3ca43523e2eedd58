"""All checks of the site in one list, for somebody who may do something about each row."""

from collections.abc import Iterator
from typing import Any

from njcmo_site.health import backups, dated, links_outside, rests_on, spanish, words, work
from njcmo_site.health.pages import Pages
from njcmo_site.health.rows import Row, Weight
from njcmo_site.spanish.to_check import models_open_to
from services.models import kept

# Who has one of these finds something in the list.
RIGHTS = ["services.change_topic", "services.review_topic", "referrals.view_referral"]


def may_see(user: Any) -> bool:
    return any(user.has_perm(right) for right in RIGHTS)


@kept.asked_once()
def content_rows(user: Any, behind: list[spanish.Text]) -> list[Row]:
    """Of what families read, and of drafts; the heaviest first."""
    found = [*spanish.rows(behind), *dated.overdue_reviews(user), *of_pages(user)]
    mine = [row for row in dict.fromkeys(found) if row.is_for(user)]
    return sorted(mine, key=lambda row: [*Weight].index(row.weight))


def of_pages(user: Any) -> Iterator[Row]:
    pages = Pages([] if not models_open_to(user) else None)
    yield from words.rows(pages)
    yield from rests_on.rows(pages)
    yield from dated.rows(pages)
    yield from links_outside.rows(pages)


def work_rows(user: Any) -> list[Row]:
    return [row for row in [*backups.rows(user), *work.rows(user)] if row.is_for(user)]


def grouped(rows: list[Row]) -> list[tuple[Weight, list[tuple[str, list[Row]]]]]:
    """By weight, and within it by what is the matter."""
    found: dict[Weight, dict[str, list[Row]]] = {}
    for row in rows:
        found.setdefault(row.weight, {}).setdefault(row.group, []).append(row)
    return [(weight, list(found[weight].items())) for weight in Weight if weight in found]
