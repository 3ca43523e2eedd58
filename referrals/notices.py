"""The e-mails: who is told what, and when a mail that could not be sent is tried again."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from referrals.models import Audience, IntakeSettings, Notice, Referral
from services.models import ContactDetails, FirstCall

log = logging.getLogger(__name__)

# While one process sends a notice the others leave it alone; longer than EMAIL_TIMEOUT. After a
# crash in between, the notice is due again: a mail may come twice, but is never lost.
LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)


def send_due() -> int:
    """Send the notices that are due, oldest first; return how many were sent.

    The first that cannot be sent ends the round: the next would wait for the same mail server,
    and a site that is being stopped for all of them.
    """
    sent = 0
    for notice in Notice.objects.due()[:100]:
        if not claim(notice):
            continue
        if not send(notice):
            break
        sent += 1
    return sent


def claim(notice: Notice) -> bool:
    """Take a notice for this process; False when another one has, or it was told meanwhile."""
    free = Notice.objects.waiting().filter(pk=notice.pk, due_at=notice.due_at)
    return bool(free.update(due_at=timezone.now() + LEASE))


def send(notice: Notice) -> bool:
    """Send a claimed notice, and note the outcome; False when it could not be sent."""
    told = list(notice.told_together().values_list("pk", flat=True))
    try:
        if mail := message(notice):
            mail.send()
    except Exception as error:  # noqa: BLE001  whatever fails, the notice must be tried again
        pause = min(FIRST_PAUSE * 2 ** min(notice.tries, 9), LONGEST_PAUSE)
        # Not save(): a family that takes its request back takes the notice with it.
        Notice.objects.filter(pk=notice.pk).update(
            tries=F("tries") + 1,
            due_at=timezone.now() + pause,
            last_error=type(error).__name__[:100],
        )
        log.warning("Notice of %s not sent (%s)", notice.referral, type(error).__name__)
        return False
    Notice.objects.filter(pk__in=told).update(sent_at=timezone.now())
    return True


def message(notice: Notice) -> EmailMultiAlternatives | None:
    """The mail as it is true now; None when there is nothing to tell any more."""
    if notice.audience == Audience.FAMILY:
        return message_to_family(notice.referral)
    return message_to_staff(notice)


def message_to_family(referral: Referral) -> EmailMultiAlternatives | None:
    """Reference, promised day, numbers to call: others may read the caregiver’s mail."""
    if not referral.email:
        return None
    context = {
        "referral": referral,
        "contact": ContactDetails.current(),
        "performcare": FirstCall.objects.performcare(),
    }
    with translation.override(referral.mail_language):
        mail = EmailMultiAlternatives(
            subject=gettext("We got your message"),
            body=render_to_string("emails/received.txt", context),
            to=[referral.email],
            headers={"Auto-Submitted": "auto-generated"},  # no answer from a machine, please
        )
        mail.attach_alternative(render_to_string("emails/received.html", context), "text/html")
    return mail


def message_to_staff(notice: Notice) -> EmailMultiAlternatives | None:
    """A count and a link: mail is read in places that this site cannot protect."""
    unread = Referral.objects.unread()
    address = IntakeSettings.current().notice_email
    if notice.audience == Audience.CMO:
        organization = notice.referral.county.care_management_organization
        unread = unread.filter(county__care_management_organization=organization)
        address = organization.notice_email
    count = unread.count()
    if not count:
        return None
    link = f"{settings.SITE_URL}{reverse('admin:referrals_referral_changelist')}"
    return EmailMultiAlternatives(
        subject=f"New requests: {count}",
        body=f"Requests that nobody has taken up yet: {count}\n{link}?status__exact=new\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
