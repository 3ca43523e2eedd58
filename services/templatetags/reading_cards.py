import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

from services.models import Topic
from services.reading_cards import ReadingCard, reading_cards

register = template.Library()

STYLE_OR_CLOTH = re.compile(r"<style>.*?</style>|<\w+ class=\"a\"[^>]*/>", re.DOTALL)
AS_LINES = (
    'aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round"'
)


@register.simple_tag
def card_of(topic: Topic) -> ReadingCard | None:
    """The card to read with a child that belongs to this page."""
    return next((card for card in reading_cards().values() if card.topic.pk == topic.pk), None)


@register.simple_tag
def all_reading_cards() -> list[ReadingCard]:
    return list(reading_cards().values())


@register.simple_tag
@lru_cache
def line_art(picture: str) -> SafeString:
    """One of our drawings (a Picture) as its lines alone, in the page itself: to be colored."""
    drawing = Path(str(finders.find(f"img/{picture}.svg"))).read_text()
    lines = STYLE_OR_CLOTH.sub("", drawing).replace("<svg", f"<svg {AS_LINES}", 1)
    lines = lines.replace('class="w"', 'fill="var(--surface)"')  # hides the lines behind it
    return mark_safe(re.sub(r' class="[^"]*"', "", lines))  # noqa: S308  a file of ours
