"""Reviews: a clinician confirms, in a language, what an edition says."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language

A_YEAR, AT_LATEST = timedelta(days=365), timedelta(days=2 * 366)


class Review(models.Model):
    """Who confirmed what an edition says in a language, on which day, and until when that holds."""

    edition: Any

    language = models.CharField("language", max_length=5, choices=settings.LANGUAGES)
    reviewed_on = models.DateField("reviewed on", default=timezone.localdate, editable=False)
    next_on = models.DateField("next review by")
    name = models.CharField("name", max_length=120, help_text="As families read it.")
    credential = models.CharField(
        "credential", max_length=60, blank=True, help_text="Such as “OTR/L” or “MD”."
    )
    role_en = models.CharField(
        "role in English",
        max_length=80,
        blank=True,
        help_text="Such as “pediatric occupational therapist”.",
    )
    role_es = models.CharField("role in Spanish", max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="confirmed by",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True
        ordering = ["-reviewed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_next_after_it", condition=Q(next_on__gt=F("reviewed_on"))
            ),
            models.CheckConstraint(name="%(class)s_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self):
        return f"{self.who}, {self.reviewed_on:%Y-%m-%d}"

    def clean(self):
        super().clean()
        if self.next_on and not self.reviewed_on < self.next_on <= self.reviewed_on + AT_LATEST:
            raise ValidationError(
                {"next_on": "Choose a day after the review, two years from now at the latest."}
            )

    @property
    def who(self) -> str:
        """Ana Ruiz, OTR/L"""
        return ", ".join(filter(None, [self.name, self.credential]))

    @property
    def role(self) -> str:
        """In the language of the page."""
        return self.role_es if get_language() == "es" else self.role_en

    @property
    def signed(self) -> str:
        """Ana Ruiz, OTR/L (pediatric occupational therapist)"""
        return f"{self.who} ({self.role})" if self.role else self.who

    @property
    def is_overdue(self) -> bool:
        return self.next_on < timezone.localdate()
