"""What somebody has to check again: phones and sources after half a year, reviews after theirs."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from njcmo_site.editing.addresses import address_of
from njcmo_site.health.pages import Pages
from njcmo_site.health.rows import Row, Weight, day, form_of, right_to
from njcmo_site.reviews import lines
from services.models import Card, CareManagementOrganization, FirstCall, Topic

HALF_A_YEAR = timedelta(days=180)


def rows(pages: Pages) -> Iterator[Row]:
    for call in FirstCall.objects.all():
        if call.to_check:
            yield to_check("Phone numbers to check", call, f"first call “{call}”", "Call it")
    for organization in CareManagementOrganization.objects.exclude(phone=""):
        if is_old(organization.checked_on):
            place = f"CMO “{organization}”"
            yield to_check("Phone numbers to check", organization, place, "Call it")
    for page in pages.drafts:
        for source in page.sources.all() if isinstance(page, Topic | Card) else ():
            if is_old(source.checked_on):
                place = f"{page}: source “{source}”"
                yield to_check("Sources to check", source, place, "Open its link")


def is_old(checked_on: date | None) -> bool:
    return checked_on is None or checked_on + HALF_A_YEAR < timezone.localdate()


def to_check(group: str, row: Any, place: str, action: str) -> Row:
    address, right = form_of(row, "checked_on")
    last = row.checked_on
    why = f"Checked on {day(last)}." if last else "Nobody has checked it yet."
    return Row(Weight.CARE, group, place, why, f"{action}, and enter the day", address, right)


def overdue_reviews(user: Any) -> Iterator[Row]:
    """For a reviewer to confirm; for others to ask for."""
    for line in lines():
        if not line.is_overdue:
            continue
        next_on = min(state.review.next_on for state in line.states.values())
        action, right = "Read and confirm it", "services.review_topic"
        address = line.address
        if not user.has_perm(right):
            action, right = "Ask for a review", right_to("add", line.draft.kind_of_editions())
            address = address_of(line.draft, "changes")
        why = f"To be read again by {day(next_on)}."
        yield Row(Weight.CARE, "Overdue reviews", str(line.draft), why, action, address, right)
