"""How a fact stood: phones, calls, words of the glossary, and whatever else is live at once."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from services.models.contents import content_of


class FactVersion(models.Model):
    """A row of facts with its parts, as it stood from a moment on. Nobody changes it."""

    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=50)
    content = models.JSONField()
    made_at = models.DateTimeField("made", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="made by",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "key"], name="fact_version_of_row")]

    def __str__(self):
        return f"as of {self.made_at:%Y-%m-%d}"

    @classmethod
    def of(cls, row: models.Model) -> models.QuerySet["FactVersion"]:
        """The newest first."""
        return cls.objects.filter(kind=ContentType.objects.get_for_model(row), key=str(row.pk))

    @classmethod
    def keep(cls, row: models.Model, parts: tuple[str, ...], by: Any) -> None:
        """Note how this row is stored, unless that is noted; by nobody: it came with the site."""
        stored = type(row)._base_manager.get(pk=row.pk)
        content = content_of(stored, parts)
        newest = cls.of(row).first()
        if newest is None or newest.content != content:
            kind = ContentType.objects.get_for_model(row)
            cls.objects.create(kind=kind, key=str(row.pk), content=content, made_by=by)
