"""What waits in the work with families: counts and references, and nothing that a family wrote."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from njcmo_site.health.rows import Row, Weight
from referrals.models import IntakeSettings, Notice
from referrals.retention import due

NEAR = timedelta(days=14)
SHOWN = 20  # referrals


def rows(user: User) -> Iterator[Row]:
    """For who may see referrals, of those that they may see."""
    if not user.has_perm("referrals.view_referral"):
        return
    yield from failed_mails(user)
    yield from last_days(user)


def failed_mails(user: User) -> Iterator[Row]:
    failed = Notice.objects.visible_to(user).waiting().exclude(last_error="")
    count, rest = failed.count(), failed.resting().count()
    if count:
        why = f"{count} could not be sent; {rest} of them are no longer tried."
        address, right = reverse("admin:referrals_notice_changelist"), "referrals.view_notice"
        yield Row(
            Weight.CARE, "Failed e-mails", "E-mails that wait", why, "See why", address, right
        )


def last_days(user: User) -> Iterator[Row]:
    """Of the open ones: what is closed is meant to go."""
    near = due(timezone.localdate() + NEAR).visible_to(user).open().believed()
    near, days = near.without_texts().order_by("status_since"), IntakeSettings.current()
    for referral in near[:SHOWN]:
        last_day = days.last_day(referral.status, referral.status_since)
        yield Row(
            Weight.CARE,
            "Open referrals near their last day",
            str(referral),
            f"{referral.get_status_display()}; erased after {last_day}.",
            "Close it, or note where it stands",
            reverse("admin:referrals_referral_change", args=[referral.pk]),
            "referrals.view_referral",
        )
