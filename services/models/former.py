"""The addresses that families once read something at: each leads to it, wherever it is now.

The editions remember them, and name the row rather than another address: so there is no chain of
addresses, and no circle.
"""

from collections.abc import Iterable
from typing import TypeVar

from services.models.card_editions import CardEdition
from services.models.cards import Card
from services.models.kept import kept
from services.models.page_editions import TopicEdition
from services.models.pages import Topic
from services.models.published import Address, cards, pages
from services.models.withdrawn import LeadsOn

Row = TypeVar("Row", bound=LeadsOn)


def page_at(address: Address) -> Topic | None:
    """The page that families read at this address, or read there once."""
    found = pages()
    if address in found:
        return found[address]
    key = kept(former_pages).get(address)
    return of_key(found.values(), key) or of_key(found.values(), kept(ways_on)[Topic].get(key))


def card_at(slug: str) -> Card | Topic | None:
    """The card likewise, or the page to which a card leads that was withdrawn."""
    found = cards()
    if slug in found:
        return found[slug]
    key = kept(former_cards).get(slug)
    way_on = kept(ways_on)[Card].get(key)
    return of_key(found.values(), key) or of_key(pages().values(), way_on)


def of_key(rows: Iterable[Row], key: int | None) -> Row | None:
    return next((row for row in rows if row.pk == key), None)


def ways_on() -> dict[type[LeadsOn], dict[int | None, int | None]]:
    """By kind and key of what was withdrawn, the key of the page to which it leads on."""
    return {
        Topic: dict(Topic.objects.exclude(leads_on_to=None).values_list("pk", "leads_on_to")),
        Card: dict(Card.objects.exclude(leads_on_to=None).values_list("pk", "leads_on_to")),
    }


def former_pages() -> dict[Address, int]:
    """By address, the key of the page that was read there last."""
    told = ("draft", "content__fields__hub_id", "content__fields__address")
    begun = TopicEdition.objects.begun().order_by("begins_at", "number").values_list(*told)
    fits = (int, int | None, str)  # others are damaged
    rows = [row for row in begun if all(map(isinstance, row, fits))]
    hubs: dict[int, set[str]] = {}
    for page, hub, address in rows:
        if hub is None:
            hubs.setdefault(page, set()).add(address)
    found = {(address, ""): page for page, hub, address in rows if hub is None}
    for page, hub, address in rows:
        found |= {(of_hub, address): page for of_hub in hubs.get(hub, ())}
    return found


def former_cards() -> dict[str, int]:
    told = ("content__fields__slug", "draft")
    begun = CardEdition.objects.begun().order_by("begins_at", "number").values_list(*told)
    return {slug: card for slug, card in begun if isinstance(slug, str)}
