"""How a fact stood: phones, calls, words of the glossary, and whatever else is live at once."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from njcmo_site.spanish.bilingual import Bilingual
from services.models.contents import content_of, part_of, revived, sanitized
from services.models.damage import refuse_damaged
from services.models.editions import leave_out_what_is_gone


class FactVersion(models.Model):
    """A row of facts with its parts, as it stood from a moment on. Nobody changes it."""

    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=50)
    content = models.JSONField()
    deleted = models.BooleanField("deleted", default=False)  # as it stood at its end
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
    def keep(
        cls, row: models.Model, parts: tuple[str, ...], by: Any, deleted: bool = False
    ) -> None:
        """Note how this row is stored, unless that is noted; by nobody: it came with the site.

        `deleted`: before it is, with its place in the list, to which it may come back.
        """
        stored = type(row)._base_manager.get(pk=row.pk)
        content = content_of(stored, parts)
        if deleted and hasattr(stored, "order"):
            content["fields"]["order"] = stored.order
        newest = cls.of(row).first()
        if deleted or newest is None or newest.deleted or newest.content != content:
            kind = ContentType.objects.get_for_model(row)
            cls.objects.create(
                kind=kind, key=str(row.pk), content=content, made_by=by, deleted=deleted
            )

    @classmethod
    def gone(cls, model: type[models.Model]) -> models.QuerySet["FactVersion"]:
        """The last of each row that somebody deleted and nobody brought back, the newest first."""
        kind = ContentType.objects.get_for_model(model)
        there = [str(key) for key in model._base_manager.values_list("pk", flat=True)]
        last = cls.objects.filter(kind=kind).values("key").annotate(last=models.Max("pk"))
        found = cls.objects.filter(pk__in=last.values("last"), deleted=True)
        return found.exclude(key__in=there)

    def bring_back(self, parts: tuple[str, ...]) -> Any:
        """The row that was deleted, with its parts, under the keys they had: as it stood.

        Raises ValidationError where the rows of today do not allow it.
        """
        model: Any = self.kind.model_class()
        refuse_damaged(model, self.content, parts)
        content = sanitized(model, self.content, parts)
        row = revived(model, model._meta.pk.to_python(self.key), content, parts)
        with transaction.atomic():
            insert(row)
            for name in parts:
                for part in getattr(row, name).all():
                    setattr(part, part_of(model, name)[1], row)
                    insert(part)
        return row


def insert(row: models.Model) -> None:
    leave_out_what_is_gone(row)
    row.full_clean()
    row.save(force_insert=True)
    if isinstance(row, Bilingual):
        row.note(row.made_from, row.behind_since)
