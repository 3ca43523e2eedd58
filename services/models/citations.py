"""Where what we say can be checked."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

CHECK_EVERY = timedelta(days=180)  # as first calls are, by their default


class Citation(models.Model):
    """A source, of whatever rests on it. Titles stay in the language of the source."""

    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    title = models.CharField("title", max_length=250)
    organization = models.CharField("organization", max_length=150)
    year = models.PositiveSmallIntegerField(
        "year", null=True, blank=True, help_text="Of publication. Empty when it is not known."
    )
    url = models.URLField("link", max_length=300)
    checked_on = models.DateField("checked on", help_text="When somebody last opened it.")

    class Meta:
        abstract = True
        ordering = ["order", "id"]
        verbose_name = "source"
        verbose_name_plural = "sources"

    def __str__(self):
        return self.title

    def clean(self):
        if self.year and not 1900 <= self.year <= timezone.localdate().year:
            raise ValidationError({"year": "Enter a year up to now, or nothing."})

    @property
    def to_check(self) -> bool:
        return self.checked_on + CHECK_EVERY < timezone.localdate()
