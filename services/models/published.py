"""The pages as families read them."""

from django.db.models import Prefetch

from services.models.approaches import Approach
from services.models.cards import Card
from services.models.kept import kept
from services.models.pages import Topic
from services.models.sections import Section
from services.models.urgent import UrgentSign

Address = tuple[str, str]  # of the hub, of the topic: "" for the hub itself


def pages() -> dict[Address, Topic]:
    """All published ones in their order, each with everything that it shows."""
    return kept(read_pages)


def read_pages() -> dict[Address, Topic]:
    published = Topic.objects.published().select_related("hub")
    sections = Section.objects.prefetch_related(Prefetch("links_to", published))
    found = published.prefetch_related(
        Prefetch("sections", sections),
        Prefetch("urgent_signs", UrgentSign.objects.most_urgent_first()),
        Prefetch("related", published),
        Prefetch("topics", published),
        Prefetch("approaches", Approach.objects.select_related("source")),
        "sources",
        "questions",
    )
    return {
        (page.hub.address, page.address) if page.hub else (page.address, ""): page for page in found
    }


def cards() -> dict[str, Card]:
    """All published cards by their addresses, in the order of the day."""
    return kept(read_cards)


def read_cards() -> dict[str, Card]:
    topics = Prefetch("topics", Topic.objects.published().select_related("hub"))
    found = Card.objects.published().prefetch_related(topics, "sources")
    return {card.slug: card for card in found}
