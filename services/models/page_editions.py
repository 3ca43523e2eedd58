"""The editions of a page."""

from django.db import models

from services.models.editions import Edition
from services.models.pages import Topic


class TopicEdition(Edition):
    draft = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="editions"
    )

    class Meta(Edition.Meta):
        verbose_name = "edition of a page"
        verbose_name_plural = "editions of pages"
