"""Links by which people without an account read a draft."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone

LASTS = timedelta(days=14)
SALT = "preview"


class PreviewLink(models.Model):
    """One draft, as it is when the link is opened, for fourteen days; taken back, the row goes."""

    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    key = models.PositiveBigIntegerField()
    draft = GenericForeignKey("kind", "key")
    made_at = models.DateTimeField("made", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="made by",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["kind", "key"], name="preview_link_of_draft")]

    def __str__(self):
        return f"link of {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("services:preview", args=[signing.Signer(salt=SALT).sign(str(self.pk))])

    @property
    def ends_at(self) -> datetime:
        return self.made_at + LASTS

    @classmethod
    def of(cls, draft: models.Model) -> models.QuerySet["PreviewLink"]:
        """Those of a draft that can be opened."""
        kind = ContentType.objects.get_for_model(draft)
        return cls.objects.filter(kind=kind, key=draft.pk, made_at__gt=timezone.now() - LASTS)

    @classmethod
    def opened(cls, signed: str) -> "PreviewLink | None":
        """None for what nobody signed, for one that has ended, and for one that was taken back."""
        try:
            key = signing.Signer(salt=SALT).unsign(signed)
        except signing.BadSignature:
            return None
        return cls.objects.filter(pk=key, made_at__gt=timezone.now() - LASTS).first()
