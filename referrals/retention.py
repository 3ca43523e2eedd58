"""When what a family wrote is erased, and why; Referral.empty() does it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from referrals.models import IntakeSettings, Referral
from referrals.models.queries import ReferralQuerySet, start_of
from referrals.models.reasons import CloseReason
from referrals.models.work import Status

NIGHT = 3  # the hour of New Jersey in which it is erased


def due(on: date | None = None) -> ReferralQuerySet:
    """Whose last day has passed; on a day to come, if nothing else happens."""
    days, today = IntakeSettings.current(), on or timezone.localdate()
    passed = Q()
    for status in Status:
        first_kept = today - timedelta(days=days.days_kept(status))
        passed |= Q(status=status, status_since__lt=start_of(first_kept))
    return Referral.objects.filter(passed, emptied_at=None)


def withdraw(referral: Referral) -> None:
    """The family takes its request back, whatever staff have done with it meanwhile."""
    with transaction.atomic():
        referral.lock_for()
        if referral.emptied_at:
            return
        if referral.status == Status.CLOSED:
            referral.correct_close_reason(CloseReason.WITHDRAWN)
        else:
            referral.move_to(Status.CLOSED, CloseReason.WITHDRAWN)


def empty_when_due(referral: Referral) -> bool:
    """Empty it if its last day has passed, closing it before if it is open; tell if so."""
    with transaction.atomic():
        referral.lock_for()
        if not due().filter(pk=referral.pk).exists():
            return False
        close_and_empty(referral)
    return True


def close_and_empty(referral: Referral) -> None:
    """For good. The story goes, the reason stays: it says no more than is known."""
    if referral.status != Status.CLOSED:
        known: dict[str, CloseReason] = {
            Status.TRYING: CloseReason.NOT_REACHED,
            Status.CONNECTED: CloseReason.CONNECTED,
        }
        referral.move_to(Status.CLOSED, known.get(referral.status, CloseReason.LAST_DAY))
    referral.empty()


def erase_again(references: set[str]) -> int:
    """How many of these had come back, with a backup that was older than their end."""
    kept = Referral.objects.filter(emptied_at=None).values_list("pk", "reference")
    back = [pk for pk, reference in kept.iterator() if reference in references]
    for pk in back:
        with transaction.atomic():
            referral = Referral.objects.without_texts().get(pk=pk)
            referral.lock_for()
            close_and_empty(referral)
    return len(back)
