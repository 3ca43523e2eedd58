"""The e-mails: who is told what, and when a mail that could not be sent is tried again."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from referrals.models import IntakeSettings, Notice

log = logging.getLogger(__name__)

# While one process sends a notice the others leave it alone; longer than EMAIL_TIMEOUT. After a
# crash in between, the notice is due again: a mail may come twice, but is never lost.
LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)


def send_due() -> int:
    """Send the notices that are due, oldest first; return how many were sent.

    The first that cannot be sent ends the round: the next would wait for the same mail server,
    and a site that is being stopped for all of them.
    """
    address = IntakeSettings.current().notice_email
    if not address:
        return 0  # they wait until staff have entered one
    sent = 0
    for notice in Notice.objects.due().select_related("referral"):
        if not send(notice, address):
            break
        sent += 1
    return sent


def send(notice: Notice, address: str) -> bool:
    """Claim one notice, send it, note the outcome. False when it was not sent, or not ours."""
    claim = Notice.objects.waiting().filter(pk=notice.pk, due_at=notice.due_at)
    if not claim.update(due_at=timezone.now() + LEASE):
        return False
    try:
        message(notice, address).send()
    except Exception as error:  # noqa: BLE001  whatever fails, the notice must be tried again
        notice.tries += 1
        pause = min(timedelta(minutes=2 ** min(notice.tries, 9)), LONGEST_PAUSE)
        notice.due_at = timezone.now() + pause
        notice.last_error = type(error).__name__[:100]
        # Not save(): a family that takes its request back takes the notice with it.
        Notice.objects.filter(pk=notice.pk).update(
            tries=notice.tries, due_at=notice.due_at, last_error=notice.last_error
        )
        log.warning("Notice of %s not sent (%s)", notice.referral, notice.last_error)
        return False
    Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
    return True


def message(notice: Notice, address: str) -> EmailMessage:
    """Reference and link only: mail is read in places that this site cannot protect."""
    page = reverse("admin:referrals_referral_change", args=[notice.referral_id])
    return EmailMessage(
        subject="A new request has arrived",
        body=f"Reference: {notice.referral}\nOpen it: {settings.SITE_URL}{page}\n",
        to=[address],
    )
