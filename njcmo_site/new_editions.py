"""What a new version of the site changes in pages, families read."""

from typing import Any

from faq.models import Question
from services.models import Card, Topic
from services.models.contents import content_of
from services.models.editions import Draft

DRAFTS: list[type[Draft]] = [Topic, Card, Question]


def contents() -> dict[tuple[type[Draft], int], Any]:
    """Of every draft as it is stored."""
    return {(kind, row.pk): content_of(row, row.parts) for kind in DRAFTS for row in kind.whole()}


class NewEditions:
    """Made of drafts in which nobody of staff had anything that was not public yet."""

    def __init__(self):
        self.before = contents()
        self.live = {
            (kind, edition.draft_id): edition.content
            for kind in DRAFTS
            for edition in kind.kind_of_editions().objects.live()
        }

    def publish(self) -> list[str]:
        """Returns, in words for staff, what they have to publish themselves."""
        left = []
        for (kind, key), content in contents().items():
            row = kind._default_manager.get(pk=key)
            before = self.before.get((kind, key))
            if before is None:
                row.publish(content, None, "Came with the site.")
            elif content != before and before == self.live.get((kind, key)):
                row.publish(content, None, "From a new version of the site.")
            elif content != before:
                left.append(f"Renewed in a draft that waits to be published: {row}")
        return left
