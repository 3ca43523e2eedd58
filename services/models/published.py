"""The pages as families read them: their live editions."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from services.models.card_editions import CardEdition
from services.models.cards import Card
from services.models.contents import Content, hold
from services.models.former_anchors import FormerAnchor
from services.models.kept import kept
from services.models.page_editions import TopicEdition
from services.models.pages import Topic, is_reserved
from services.models.photos import Photo
from services.models.review_states import review_states
from services.models.reviewed import Reviewed
from services.models.urgent import UrgentSign

Address = tuple[str, str]  # of the hub, of the topic: "" for the hub itself


def pages() -> dict[Address, Topic]:
    """All published ones in their order, each with everything that it shows."""
    return kept(read_pages)


def read_pages() -> dict[Address, Topic]:
    """A topic is read only under a hub that is."""
    live = TopicEdition.objects.order_by("draft__order", "begins_at").read()
    found = with_reviews(Topic, live)
    hubs = {key for key, page in found.items() if page.hub_id is None}
    read = {key: page for key, page in found.items() if page.hub_id in {None, *hubs}}
    signs = {sign.pk: sign for sign in UrgentSign.objects.most_urgent_first()}
    photos = photos_of(read.values())
    for page in read.values():
        connect(page, read, signs, photos)
    return {address_of(page): page for page in read.values()}


def address_of(page: Topic) -> Address:
    return (page.hub.address, page.address) if page.hub else (page.address, "")


def photos_of(pages: Iterable[Topic], cards: Iterable[Card] = ()) -> dict[int, Photo]:
    """Those that revived pages name, by their keys; no question where they name none."""
    named = {page.share_photo_id for page in pages}
    named |= {section.photo_id for page in pages for section in page.sections.all()}
    named |= {card.photo_id for card in cards}
    return Photo.objects.in_bulk(named - {None})


def connect(
    page: Topic, read: dict[int, Topic], signs: dict[int, UrgentSign], photos: dict[int, Photo]
) -> None:
    """Tie a revived page to the rows that families read today; to others it leads no longer."""
    page.hub = read.get(page.hub_id) if page.hub_id else None
    page.share_photo = photos.get(page.share_photo_id or 0)
    anchors = {section.anchor for section in page.sections.all()}
    for section in page.sections.all():
        former = kept(former_anchors).get(section.pk, [])
        section.former_anchors = [
            one for one in former if one not in anchors and not is_reserved(one)
        ]
        section.photo = photos.get(section.photo_id or 0)
        section.links_to = read.get(section.links_to_id or 0)
    sources = {source.pk: source for source in page.sources.all()}
    for number, source in enumerate(sources.values(), 1):
        source.number = number
    for section in page.sections.all():
        hold(section, "sources", only(sources, section.sources.all()))
    known = [one for one in page.approaches.all() if one.source_id in sources]
    for approach in known:
        approach.source = sources[approach.source_id]
    hold(page, "approaches", known)
    shown = only(signs, page.urgent_signs.all())
    hold(page, "urgent_signs", shown)
    dates = [sign.words_changed_on for sign in shown if sign.words_changed_on]
    page.words_changed_on = max([page.words_changed_on, *dates])  # signs are live at once
    hold(page, "related", only(read, page.related.all()))
    hold(page, "topics", [other for other in read.values() if other.hub_id == page.pk])


def former_anchors() -> dict[int, list[str]]:
    """By the keys of sections."""
    found: dict[int, list[str]] = {}
    for section, anchor in FormerAnchor.objects.order_by("pk").values_list("section", "anchor"):
        found.setdefault(section, []).append(anchor)
    return found


def only(rows: dict[int, Any], chosen: Any) -> list:
    """Those that were chosen, in their order of today."""
    keys = {one.pk for one in chosen}
    return [row for key, row in rows.items() if key in keys]


def with_reviews(model: type[Reviewed], live: dict[int, Any]) -> dict[int, Any]:
    """The revived pages by their keys, each with how much of it was reviewed."""
    contents = {key: edition.content for key, edition in live.items()}
    states = review_states(model, contents, {key: one.number for key, one in live.items()})
    found = {key: edition.revived() for key, edition in live.items()}
    for key, page in found.items():
        page.show_reviews(states[key])
    return found


def draft_of_page(topic: Topic, content: Content) -> Topic:
    """The page as families would read it if this content were published now."""
    read = {page.pk: page for page in pages().values()}
    signs = {sign.pk: sign for sign in UrgentSign.objects.most_urgent_first()}
    page: Topic = topic.revived(content)
    page.show_reviews(topic.states(content))
    if topic.hub and topic.hub.pk not in read:
        read[topic.hub.pk] = topic.hub
    connect(page, read, signs, photos_of([page]))
    return page


def cards() -> dict[str, Card]:
    """All published cards by their addresses, in the order of the day."""
    return kept(read_cards)


def read_cards() -> dict[str, Card]:
    found = with_reviews(Card, CardEdition.objects.read()).values()
    photos = photos_of([], found)
    for card in found:
        connect_card(card, photos)
    return {card.slug: card for card in sorted(found, key=attrgetter("clock", "slug"))}


def connect_card(card: Card, photos: dict[int, Photo]) -> None:
    card.photo = photos.get(card.photo_id or 0)
    hold(card, "topics", only({page.pk: page for page in pages().values()}, card.topics.all()))


def draft_of_card(card: Card, content: Content) -> Card:
    draft: Card = card.revived(content)
    draft.show_reviews(card.states(content))
    connect_card(draft, photos_of([], [draft]))
    return draft
