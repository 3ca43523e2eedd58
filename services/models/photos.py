"""Pictures that staff add; the drawings stand in pictures.py."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from njcmo_site.spanish.bilingual import Bilingual
from services.photos.files import remove

PERCENT = [MaxValueValidator(100)]


# As of Topic, which can have one: no file names its managers.
class Photo(Bilingual):  # type: ignore[django-manager-missing]
    """A picture in all its sizes, made when it was added; its files never change."""

    title = models.CharField(
        "title", max_length=80, help_text="For staff: by it you find the photo again."
    )
    alt = models.CharField(
        "what it shows",
        max_length=200,
        blank=True,
        help_text="For who cannot see it: a sentence, without “picture of”.",
    )
    alt_en: str  # its columns
    alt_es: str | None
    decorative = models.BooleanField(
        "only decoration",
        default=False,
        help_text="It says nothing that the text does not: then leave what it shows empty.",
    )
    focus_x = models.PositiveSmallIntegerField(
        "what matters, from the left",
        default=50,
        validators=PERCENT,
        help_text="In percent: 0 is the left edge, 50 the middle, 100 the right edge.",
    )
    focus_y = models.PositiveSmallIntegerField(
        "what matters, from the top",
        default=50,
        validators=PERCENT,
        help_text="In percent. A shared link shows a wide piece around this point.",
    )
    folder = models.CharField(max_length=20, unique=True, editable=False)
    widths = models.JSONField(editable=False)  # pixels, the largest last
    height = models.PositiveSmallIntegerField(editable=False)  # at the largest width
    has_avif = models.BooleanField(editable=False)
    made_at = models.DateTimeField("added", default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="added by",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta(Bilingual.Meta):
        ordering = ["-made_at", "-id"]
        verbose_name = "photo"
        verbose_name_plural = "photos"
        constraints = [
            *Bilingual.Meta.constraints,
            models.CheckConstraint(
                name="photo_says_what_it_shows",
                condition=Q(decorative=True) | Q(alt_en__isnull=False, alt_en__gt=""),
            ),
            models.CheckConstraint(
                name="photo_focus_is_in_it", condition=Q(focus_x__lte=100, focus_y__lte=100)
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.decorative and (self.alt_en or self.alt_es):
            raise ValidationError(
                {"decorative": "Take this tick away, or what it shows: nobody would be told."}
            )
        if not self.decorative and not self.alt_en:
            raise ValidationError({"alt_en": "Say what it shows, or tick “only decoration”."})

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        transaction.on_commit(partial(remove, self.folder))
        return deleted

    def address(self, name: str) -> str:
        found: str = default_storage.url(f"{self.folder}/{name}")
        return found

    def sizes(self, ending: str) -> str:
        """For the attribute srcset."""
        return ", ".join(f"{self.address(f'{width}.{ending}')} {width}w" for width in self.widths)

    @property
    def avif(self) -> str:
        return self.sizes("avif") if self.has_avif else ""

    @property
    def webp(self) -> str:
        return self.sizes("webp")

    @property
    def jpeg(self) -> str:
        return self.sizes("jpg")

    @property
    def width(self) -> int:
        largest: int = self.widths[-1]
        return largest

    @property
    def largest(self) -> str:
        return self.address(f"{self.width}.jpg")

    @property
    def thumbnail(self) -> str:
        return self.address(f"{self.widths[0]}.jpg")

    @property
    def shared(self) -> str:
        """What a shared link shows, 1200 by 630 pixels."""
        return self.address("share.jpg")


def read_photos() -> dict[int, Photo]:
    """The newest first; kept in memory, see kept.py."""
    return {photo.pk: photo for photo in Photo.objects.all()}
