"""Links to other sites: where they stand, which to ask next, and which are gone."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils import timezone

from njcmo_site.editing.anchors import leads_to
from njcmo_site.health.pages import Pages
from njcmo_site.health.rows import Row, Weight, form_of
from njcmo_site.health.words import place_of, rows_of
from njcmo_site.wording.outline import outline
from services.models import Card, CareManagementOrganization, FirstCall, LinkCheck, Topic
from services.models.link_checks import ENOUGH_DAYS, LONGEST
from services.models.texts import texts_of

GROUP = "Links to other sites that are gone"
Place = tuple[str, Any, str, str]  # address, row, column, in words for staff

# What is live at once: the column, and where it stands in words for staff.
FACTS: list[tuple[Any, str, str]] = [
    (FirstCall, "source_url", "first call"),
    (CareManagementOrganization, "website", "CMO"),
]


def links_of(page: Any) -> Iterator[Place]:
    """Of its texts and its sources."""
    for text in texts_of(page):
        for link in outline(text.html).links:
            yield link.address, text.row, text.field.name, place_of(page, text.name)
    for source in page.sources.all() if isinstance(page, Topic | Card) else ():
        yield source.url, source, "url", f"{page}: source “{source}”"


def links_of_facts() -> Iterator[Place]:
    for model, column, name in FACTS:
        for row in model.objects.exclude(**{column: ""}):
            yield getattr(row, column), row, column, f"{name} “{row}”"


def leads_outside(address: str) -> bool:
    is_web = address.lower().startswith(("http://", "https://"))
    return is_web and len(address) <= LONGEST and not leads_to(address, "/")


def to_ask(pages: Pages) -> list[str]:
    """What was not asked today: first what never was, then the longest ago."""
    places = [*links_of_facts()]
    for draft, read in pages:
        places += [*links_of(draft), *(links_of(read) if read else ())]
    known = dict(LinkCheck.objects.values_list("address", "checked_on"))
    found = {address for address, *_place in places if leads_outside(address)}
    LinkCheck.objects.exclude(address__in=found).delete()  # nobody links there any more
    never, today = timezone.localdate().min, timezone.localdate()
    waiting = [one for one in found if known.get(one, never) < today]
    return sorted(waiting, key=lambda one: (known.get(one, never), one))


def rows(pages: Pages) -> Iterator[Row]:
    gone = dict(
        LinkCheck.objects.filter(gone_days__gte=ENOUGH_DAYS).values_list("address", "gone_days")
    )
    if not gone:
        return
    yield from rows_of_places(links_of_facts(), gone)
    for draft, read in pages:
        yield from rows_of(draft, read, partial(rows_of_page, gone=gone))


def rows_of_page(page: Any, gone: dict[str, int]) -> Iterator[Row]:
    return rows_of_places(links_of(page), gone)


def rows_of_places(places: Iterator[Place], gone: dict[str, int]) -> Iterator[Row]:
    for link, row, column, place in places:
        if link in gone:
            why = f"{link} was gone on {gone[link]} different days."
            address, right = form_of(row, column)
            yield Row(
                Weight.CARE, GROUP, place, why, "Open it, and change the link", address, right
            )
