"""When what families told is forgotten."""

from datetime import timedelta

from django.utils import timezone

from services.models import PageAnswer, UnansweredSearch

ANSWERS_KEPT = timedelta(days=365)


def forget_old() -> None:
    PageAnswer.objects.filter(day__lt=timezone.localdate() - ANSWERS_KEPT).delete()
    UnansweredSearch.objects.to_forget().delete()
