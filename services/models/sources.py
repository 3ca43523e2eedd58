"""Where what a page says can be checked."""

from django.db import models

from services.models.citations import Citation
from services.models.pages import Topic


class Source(Citation):
    """Where what a page says can be checked."""

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="sources"
    )
