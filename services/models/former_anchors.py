"""What once stood after # in links: to sections of a page, to questions, to words."""

from collections.abc import Iterable

from django.core.validators import slug_re
from django.db import models

from services.models.pages import Topic


class FormerAnchor(models.Model):
    """An anchor under which families once read a section: it still leads there."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former_anchors")
    section = models.PositiveBigIntegerField("key of the section")  # which restored ones keep
    anchor = models.SlugField("anchor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "anchor"], name="former_anchor_leads_one_way")
        ]

    def __str__(self):
        return self.anchor


def led_on(now: dict[int, str], once: Iterable[tuple[int, str | None]]) -> dict[int, list[str]]:
    """By key, the anchors that lead to a row although they are no longer its own.

    `now`: by key, the anchor of today; `once`: key and anchor, the oldest first. An anchor leads to
    the row that had it last, and to none where it is that of a row today.
    """
    last = {anchor: key for key, anchor in once if anchor and slug_re.match(anchor)}
    found: dict[int, list[str]] = {}
    for anchor, key in last.items():
        if anchor not in now.values():
            found.setdefault(key, []).append(anchor)
    return found
