"""The e-mails: who is told what, and when a mail that could not be sent is tried again."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from referrals.models import (
    Audience,
    CloseReason,
    IntakeSettings,
    Notice,
    Referral,
    StaffProfile,
)
from referrals.references import shown_reference
from referrals.working_days import is_working_day
from services.models import ContactDetails, FirstCall

log = logging.getLogger(__name__)

# While one process sends a notice the others leave it alone; longer than EMAIL_TIMEOUT. After a
# crash in between, the notice is due again: a mail may come twice, but is never lost.
LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)
LONGEST_PAUSE_OF_AN_ADDRESS = timedelta(hours=6)
DIGEST_FROM = 7  # the hour of a working day

ORGANIZATION = "referral__county__care_management_organization"
# Nothing encrypted: one row that no key opens must not keep the others waiting.
DUE = ("pk", "due_at", "referral__reference")


def send_due() -> int:
    """Send the notices that are due, oldest first; return how many were sent.

    A mail server that does not answer ends the round: the next notice would wait for the same one,
    and a site that is being stopped for all of them. An address that it refuses does not.
    """
    sent = 0
    for pk, due_at, reference in Notice.objects.due().values_list(*DUE)[:100]:
        if not claim(Notice.objects.waiting(), pk, due_at):
            continue
        try:
            send(pk)
        except Exception as error:  # noqa: BLE001  whatever fails, the notice must be tried again
            put_off(Notice.objects, pk, error)
            log.warning("Notice of %s not sent (%s)", shown_reference(reference), kind_of(error))
            if is_for_all(error):
                break
        else:
            sent += 1
    return sent


def claim(waiting, pk: int, due_at: datetime) -> bool:
    """Take an e-mail for this process; False when another one has, or it was told meanwhile."""
    free = waiting.filter(pk=pk, due_at=due_at)
    return bool(free.update(due_at=timezone.now() + LEASE))


def send(pk: int) -> None:
    """Send a claimed notice, and note that it and those like it were told."""
    notice = Notice.objects.select_related(ORGANIZATION).filter(pk=pk).first()
    if notice is None:
        return  # the family has taken its request back
    told = list(notice.told_together().values_list("pk", flat=True)[:10_000])
    if mail := message(notice):
        mail.send()
    Notice.objects.filter(pk__in=told).update(sent_at=timezone.now())


def put_off(mails, pk: int, error: Exception) -> None:
    """Never for good: a server is tried every few minutes, a refused address every few hours."""
    tries = mails.filter(pk=pk).values_list("tries", flat=True).first() or 0
    longest = LONGEST_PAUSE if is_for_all(error) else LONGEST_PAUSE_OF_AN_ADDRESS
    # Not save(): a family that takes its request back takes the notice with it.
    mails.filter(pk=pk).update(
        tries=tries + 1,
        due_at=timezone.now() + min(FIRST_PAUSE * 2 ** min(tries, 12), longest),
        last_error=kind_of(error)[:100],
    )


def kind_of(error: Exception) -> str:
    return type(error).__name__  # never its text, which may hold an address


def is_for_all(error: Exception) -> bool:
    """Whether the next mail would fail alike: no connection, and not one mail that is refused."""
    refused = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
    return isinstance(error, OSError) and not isinstance(error, refused)


def message(notice: Notice) -> EmailMultiAlternatives | None:
    """The mail as it is true now; None when there is nothing to tell any more."""
    if notice.audience == Audience.FAMILY:
        return message_to_family(notice.referral)
    return message_to_staff(notice)


def message_to_family(referral: Referral) -> EmailMultiAlternatives | None:
    """Reference, promised day, numbers to call: others may read the caregiver’s mail."""
    if not referral.email or referral.close_reason == CloseReason.SPAM:
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
        unread = unread.for_organization(organization)
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


def send_digests() -> int:
    """Tell each person who wants it, once a working day, what waits; return how many were told.

    A mail that could not be sent is tried again with the next call.
    """
    today = timezone.localdate()
    if not is_working_day(today) or timezone.localtime().hour < DIGEST_FROM:
        return 0
    profiles = StaffProfile.objects.filter(
        daily_mail=True, user__is_active=True, user__is_staff=True
    )
    profiles = profiles.exclude(mailed_on=today).exclude(user__email="").select_related("user")
    told = 0
    for profile in profiles:
        this_one = StaffProfile.objects.filter(pk=profile.pk)
        if not this_one.exclude(mailed_on=today).update(mailed_on=today):
            continue  # another process tells this person
        try:
            if mail := digest(profile.user):
                mail.send()
                told += 1
        except Exception as error:  # noqa: BLE001  whatever fails, it must be tried again
            this_one.update(mailed_on=profile.mailed_on)
            log.warning("Daily mail of one person not sent (%s)", kind_of(error))
            if is_for_all(error):
                break
    return told


def digest(user) -> EmailMultiAlternatives | None:
    """Counts, the earliest due day and a link; None when nothing waits for this person."""
    if not user.has_perm("referrals.view_referral"):
        return None
    visible = Referral.objects.visible_to(user)
    counts = {
        "New": visible.unread().count(),
        "To call today": visible.to_call_today().count(),
        "Overdue": visible.overdue().count(),
    }
    if user.has_perm("referrals.view_look"):
        untouched = visible.spanish_untouched().count()
        counts["In Spanish, untouched for a working day"] = untouched
    earliest = visible.unanswered().order_by("due_on").values_list("due_on", flat=True).first()
    if not earliest:
        return None
    lines = [f"{words}: {count}" for words, count in counts.items()]
    lines += [f"Earliest day to answer by: {date_format(earliest, 'l, F j')}"]
    lines += [f"{settings.SITE_URL}{reverse('admin:index')}"]
    return EmailMultiAlternatives(
        subject="Requests from families today",
        body="\n".join(lines) + "\n",
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
