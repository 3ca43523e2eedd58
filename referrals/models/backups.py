"""What became of the last backup, for the list of what could be better."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from njcmo_site.one_row import OneRow


class LastBackup(OneRow):
    """When a backup was last made and last proven; a failure stands until the next success."""

    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    proven_made_at = models.DateTimeField(null=True)  # when the proven one was made
    check_failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="last_backup_one_row", condition=Q(id=1))]

    def __str__(self):
        return "The last backup"

    @classmethod
    def note(cls, **changes: datetime | None) -> None:
        cls._default_manager.update_or_create(id=1, defaults=changes)

    @classmethod
    def note_made(cls, begun_at: datetime) -> None:
        """By when it began: what it holds, and the key that opens it, are of that moment."""
        cls.note(made_at=begun_at, failed_at=None)

    @classmethod
    def note_failed(cls) -> None:
        cls.note(failed_at=timezone.now())

    @classmethod
    def note_proven(cls, made_at: datetime) -> None:
        cls.note(proven_at=timezone.now(), proven_made_at=made_at, check_failed_at=None)

    @classmethod
    def note_check_failed(cls) -> None:
        cls.note(check_failed_at=timezone.now())
