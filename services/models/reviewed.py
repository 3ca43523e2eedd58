"""When the words of a page changed, and which clinician has checked them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Reviewed(models.Model):
    """Something with words about health: dated, and reviewed by a clinician or not yet."""

    words_changed_on = models.DateField(
        "words last changed", default=timezone.localdate, editable=False
    )
    reviewed_on = models.DateField(
        "reviewed on",
        null=True,
        blank=True,
        help_text="Only after a clinician has checked this page. Until then both stay empty.",
    )
    reviewed_by = models.CharField(
        "reviewed by",
        max_length=120,
        blank=True,
        help_text="Name and profession, such as “Ana Ruiz, OTR/L”.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_review_has_date_and_reviewer",
                condition=Q(reviewed_on=None, reviewed_by="")
                | (Q(reviewed_on__isnull=False) & ~Q(reviewed_by="")),
                violation_error_message="A review has both a date and a reviewer.",
            ),
        ]

    def clean(self):
        super().clean()
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            raise ValidationError({"reviewed_on": "This day is yet to come."})

    def words_changed(self, on: date | None = None) -> None:
        """Date the page, today where nothing else is said: its words are different from then on."""
        self.words_changed_on = on or timezone.localdate()
        self.save(update_fields=["words_changed_on"])
