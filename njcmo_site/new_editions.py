"""Which drafts are ahead of what families read, and what a new version makes of the others."""

from typing import Any

from django.core.exceptions import ValidationError

from faq.models import Question
from services.models import Card, Topic
from services.models.contents import content_of
from services.models.editions import Draft, Edition, without_dates

DRAFTS: list[type[Draft]] = [Topic, Card, Question]
Key = tuple[type[Draft], int]
Live = dict[type[Draft], dict[int, Edition]]  # editions by the keys of their drafts


def contents() -> dict[Key, Any]:
    """Of every draft as it is stored."""
    return {(kind, row.pk): content_of(row, row.parts) for kind in DRAFTS for row in kind.whole()}


def live_editions() -> Live:
    """All that families read."""
    return {kind: kind.kind_of_editions().objects.read() for kind in DRAFTS}


def ahead(drafts: dict[Key, Any], live: Live) -> list[Key]:
    """Of these drafts those that have what families cannot read yet."""
    return [
        (kind, key)
        for (kind, key), content in drafts.items()
        if key not in live[kind] or without_dates(content) != without_dates(live[kind][key].content)
    ]


class NewEditions:
    """Made of drafts in which nobody of staff had anything that was not public yet."""

    def __init__(self):
        self.before = contents()
        self.ahead = set(ahead(self.before, live_editions()))

    def publish(self) -> list[str]:
        """Returns, in words for staff, what they have to publish themselves."""
        left = []
        for (kind, key), content in contents().items():
            if content == self.before.get((kind, key)):
                continue
            row = kind._default_manager.get(pk=key)
            if (kind, key) in self.ahead:
                left.append(f"Renewed in a draft that waits to be published: {row}")
                continue
            is_new = (kind, key) not in self.before
            why = "Came with the site." if is_new else "From a new version of the site."
            try:
                row.publish(content, None, why)
            except ValidationError as error:
                left.append(
                    f"Renewed in a draft that was not published: {row}. {' '.join(error.messages)}"
                )
        return left
