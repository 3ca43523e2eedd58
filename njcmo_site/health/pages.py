"""What all checks of pages look at, asked for once: drafts, and what families read."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from faq.models import Question
from faq.published import questions
from services.models import Box, Card, Situation, Topic
from services.models.published import cards, pages

LIVE_AT_ONCE: list[Any] = [Box, Situation]  # with rich text, and no draft


class Pages:
    def __init__(self, drafts: list[Any] | None = None):
        """Of these drafts alone, or of the whole site."""
        self.given = drafts

    @cached_property
    def drafts(self) -> list[Any]:
        if self.given is not None:
            return self.given
        return [
            *Topic.whole().select_related("hub"),
            *Card.whole(),
            *Question.whole().select_related("topic__hub"),
            *(row for model in LIVE_AT_ONCE for row in model.objects.all()),
        ]

    @cached_property
    def read(self) -> dict[tuple[type, int], Any]:
        """What families read of each, by kind and key; shared, not to be altered."""
        found: list[Any] = [*pages().values(), *cards().values(), *questions()]
        return {(type(page), page.pk): page for page in found}

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """(draft, what families read of it or None)"""
        return ((draft, self.read.get((type(draft), draft.pk))) for draft in self.drafts)
