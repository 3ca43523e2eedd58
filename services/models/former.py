"""The addresses that families once read something at: each leads to it, wherever it is now.

The editions remember them, and of words of the glossary the versions. They name the row rather than
another address: so there is no chain of addresses, and no circle.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models.fields.json import KT

from services.models.card_editions import CardEdition
from services.models.cards import Card
from services.models.fact_versions import FactVersion
from services.models.former_anchors import led_on
from services.models.glossary import Term
from services.models.kept import kept
from services.models.page_editions import TopicEdition
from services.models.pages import Topic, is_reserved
from services.models.published import Address, cards, pages
from services.models.withdrawn import LeadsOn

Row = TypeVar("Row", bound=LeadsOn)


def page_at(address: Address) -> Topic | None:
    """The page that families read at this address, or read there once, or that leads on for it."""
    found = pages()
    if address in found:
        return found[address]
    read = {page.pk: page for page in found.values()}
    former, ways = kept(former_pages), kept(ways_on)[Topic]
    key = former.get(address)
    hub = former.get((address[0], "")) if key else None
    keys = [key, ways.get(key)]
    keys += [ways.get(hub)] if hub not in read else []  # its topics went with it
    return next((read[one] for one in keys if one in read), None)


def card_at(slug: str) -> Card | Topic | None:
    """The card likewise, or the page to which a card leads that was withdrawn."""
    found = cards()
    if slug in found:
        return found[slug]
    key = kept(former_cards).get(slug)
    way_on = kept(ways_on)[Card].get(key)
    return of_key(found.values(), key) or of_key(pages().values(), way_on)


def key_at(address: Address) -> int | None:
    """The key of the page that is read at this address, or was read there last."""
    found = pages()
    return found[address].pk if address in found else kept(former_pages).get(address)


def of_key(rows: Iterable[Row], key: int | None) -> Row | None:
    return next((row for row in rows if row.pk == key), None)


def ways_on() -> dict[type[LeadsOn], dict[int | None, int | None]]:
    """By kind and key of what was withdrawn, the key of the page to which it leads on."""
    return {
        Topic: dict(Topic.objects.exclude(leads_on_to=None).values_list("pk", "leads_on_to")),
        Card: dict(Card.objects.exclude(leads_on_to=None).values_list("pk", "leads_on_to")),
    }


def former_pages() -> dict[Address, int]:
    """By address, the key of the page that was read there last.

    As texts: in JSON an address such as 504 is none, and of a damaged edition it may be anything.
    """
    told = ("draft", KT("content__fields__hub_id"), KT("content__fields__address"))
    begun = TopicEdition.objects.begun().order_by("begins_at", "number")
    rows = [(page, str(hub), str(address)) for page, hub, address in begun.values_list(*told)]
    hubs: dict[str, set[str]] = {}
    found: dict[Address, int] = {}
    for page, hub, address in rows:
        if hub in {"None", "null"}:  # as the databases say it
            hubs.setdefault(str(page), set()).add(address)
            found[address, ""] = page
    places = [(name, *row) for row in rows for name in hubs.get(row[1], ())]
    # The name of a hub may be that of another now: whose name it was last comes before.
    places.sort(key=lambda place: str(found[place[0], ""]) == place[2])
    return found | {(name, address): page for name, page, _hub, address in places}


def former_cards() -> dict[str, int]:
    begun = CardEdition.objects.begun().order_by("begins_at", "number")
    return dict(begun.values_list(KT("content__fields__slug"), "draft"))


def terms() -> list[Term]:
    """The glossary, each word with the anchors that lead to it as well."""
    found = list(Term.objects.all())
    versions = FactVersion.objects.filter(kind=ContentType.objects.get_for_model(Term))
    once = versions.order_by("pk").values_list("key", KT("content__fields__anchor"))
    now = {term.pk: term.anchor for term in found}
    former = led_on(now, [(int(key), anchor) for key, anchor in once])
    for term in found:
        term.former_anchors = [one for one in former.get(term.pk, []) if not is_reserved(one)]
    return found
