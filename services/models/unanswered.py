"""Words for which the search found nothing."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

DAYS_UNTIL_SHOWN = 3  # on so many days somebody asked before anybody sees the words
FORGOTTEN_AFTER = timedelta(days=30)  # where they were asked on fewer
KEPT = timedelta(days=365)  # since they were asked last


class UnansweredSearchQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(days__gte=DAYS_UNTIL_SHOWN)

    def to_forget(self):
        """As of today."""
        today = timezone.localdate()
        rare = Q(days__lt=DAYS_UNTIL_SHOWN, first_on__lt=today - FORGOTTEN_AFTER)
        return self.filter(rare | Q(last_on__lt=today - KEPT))


class UnansweredSearch(models.Model):
    """Words that were asked, and on how many days; nothing of who asked, or how often on a day.

    Only such as njcmo_site/search/unanswered.py lets through: no numbers, addresses or names.
    """

    words = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    first_on = models.DateField(default=timezone.localdate, db_index=True)
    last_on = models.DateField(default=timezone.localdate)
    days = models.PositiveSmallIntegerField(default=1)

    objects = UnansweredSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unanswered_search_one_row", fields=["language", "words"]),
            models.CheckConstraint(
                name="unanswered_search_in_order", condition=Q(last_on__gte=F("first_on"))
            ),
        ]

    def __str__(self):
        return f"search {self.pk}"  # never the words: this text reaches logs
