"""Where what a page says can be checked."""

from itertools import chain, count

from django.db import models
from django.db.models import Q
from django.utils.text import slugify

from services.models.citations import Citation
from services.models.pages import Topic


class Source(Citation):
    """Where what a page says can be checked."""

    number: int  # its place in the list of its page, where the page is one that families read

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="sources"
    )
    name = models.SlugField(
        "name",
        blank=True,
        help_text="What texts cite it by, such as “aota-2019”. Empty: one is made.",
    )

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "name"],
                name="source_name_unique_on_page",
                violation_error_message="Another source of this page has this name.",
            ),
        ]

    def save(self, *args, **kwargs):
        if self._state.adding or self.pk is None:
            self.name = self.free_name()
        super().save(*args, **kwargs)

    def free_name(self) -> str:
        """The one that it was given or, of its publisher and year, one that the page has not."""
        wanted = self.name or slugify(f"{self.organization[:30]} {self.year or ''}") or "source"
        taken = set(Source.objects.filter(topic=self.topic_id).values_list("name", flat=True))
        names = chain([wanted], (f"{wanted[:45]}-{number}" for number in count(2)))
        return next(name for name in names if name not in taken)

    def cited_in(self) -> models.QuerySet:
        """The sections of its page that rest on it, or whose texts cite it."""
        columns = ("body_en", "body_es", "more_en", "more_es")
        texts = [Q(**{f"{column}__contains": self.marker}) for column in columns]
        cites = Q(*texts, ("sources", self.pk), _connector=Q.OR)
        return self.topic.sections.filter(cites).distinct()

    @property
    def marker(self) -> str:
        """What stands in a text where it cites this source."""
        return f"{{{{source:{self.name}}}}}"
