"""Cards to read with a child, and to draw and color on: one for each topic that has the words."""

from dataclasses import dataclass
from itertools import zip_longest

from django.urls import reverse

from services.models import FixedText, Topic
from services.models.former import page_at
from services.models.kept import kept
from services.models.published import pages
from services.names import read_texts

HUB, PREFIX = "occupational-therapy", "child-card-"


@dataclass(frozen=True)
class ReadingCard:
    """A card in both languages: its words are a fixed text, its drawing that of the topic."""

    slug: str  # the address that the topic began with
    topic: Topic
    words: FixedText

    def get_absolute_url(self):
        return reverse("services:reading_card", args=[self.slug])

    @property
    def lines(self) -> list[tuple[str, str]]:
        """In English and in Spanish; the last one stands over the frame to draw in."""
        texts = [getattr(self.words, f"text_{language}") or "" for language in ("en", "es")]
        return list(zip_longest(*(text.splitlines() for text in texts), fillvalue=""))


def reading_cards() -> dict[str, ReadingCard]:
    """By their addresses, in the order of the pages; a topic that nobody reads has none."""
    texts = kept(read_texts).items()
    words = {name.removeprefix(PREFIX): text for name, text in texts if name.startswith(PREFIX)}
    places = [page.pk for page in pages().values()]
    topics = {slug: page_at((HUB, slug)) for slug in words}
    cards = [ReadingCard(slug, topic, words[slug]) for slug, topic in topics.items() if topic]
    cards.sort(key=lambda card: places.index(card.topic.pk))
    return {card.slug: card for card in cards}
