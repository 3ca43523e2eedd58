"""What once stood after # in links to the sections of a page."""

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
