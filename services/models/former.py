"""The addresses that families once read something at: each leads to it, wherever it is now.

The editions remember them, and name the row rather than another address: so there is no chain of
addresses, and no circle.
"""

from collections import defaultdict

from services.models.card_editions import CardEdition
from services.models.cards import Card
from services.models.kept import kept
from services.models.page_editions import TopicEdition
from services.models.pages import Topic
from services.models.published import Address, cards, pages


def page_at(address: Address) -> Topic | None:
    """The page that families read at this address, or read there once."""
    found = pages()
    if address in found:
        return found[address]
    key = kept(former_pages).get(address)
    return next((page for page in found.values() if page.pk == key), None)


def card_at(slug: str) -> Card | None:
    found = cards()
    if slug in found:
        return found[slug]
    key = kept(former_cards).get(slug)
    return next((card for card in found.values() if card.pk == key), None)


def former_pages() -> dict[Address, int]:
    """By address, the key of the page that was read there last."""
    told = ("draft", "content__fields__hub_id", "content__fields__address")
    rows = list(TopicEdition.objects.begun().order_by("begins_at", "number").values_list(*told))
    hubs: dict[int, set[str]] = defaultdict(set)
    for page, hub, address in rows:
        if hub is None:
            hubs[page].add(address)
    found = {(address, ""): page for page, hub, address in rows if hub is None}
    for page, hub, address in rows:
        found |= {(of_hub, address): page for of_hub in hubs[hub]}
    return found


def former_cards() -> dict[str, int]:
    told = ("content__fields__slug", "draft")
    return dict(CardEdition.objects.begun().order_by("begins_at", "number").values_list(*told))
