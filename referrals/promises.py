"""Whether families were called in time: one rule for the public and for staff."""

from datetime import date, timedelta

from django.db.models import BooleanField, Case, Count, F, Q, When
from django.utils import timezone

from referrals.models import Referral
from referrals.models.reasons import CloseReason


def in_time() -> Case:
    """Of each referral: true or false; NULL while it can still be called in time, or if nobody was
    to be called."""
    today = timezone.localdate()
    not_to_be_called = Q(close_reason__in=[CloseReason.SPAM, CloseReason.WITHDRAWN])
    return Case(
        When(first_tried_at__date__lte=F("due_on"), then=True),
        When(first_tried_at__isnull=False, then=False),
        When(not_to_be_called, then=None),
        When(due_on__lt=today, then=False),
        output_field=BooleanField(null=True),
    )


def kept_promises() -> tuple[int, int]:
    """(called in time, asked): of the families that asked in the last full month."""
    first, last = last_month()
    asked = Referral.objects.counted().received_between(first, last).order_by()
    counted = asked.annotate(in_time=in_time()).aggregate(
        kept=Count("pk", filter=Q(in_time=True)),
        asked=Count("pk", filter=Q(in_time__isnull=False)),
    )
    return counted["kept"], counted["asked"]


def word_of_last_month() -> tuple[date, int, int]:
    """The first day of that month, and the figures above; for kept(), which reads them hourly."""
    return last_month()[0], *kept_promises()


def last_month() -> tuple[date, date]:
    """Its first day, and its last."""
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
