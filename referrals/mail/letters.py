"""What the e-mails say."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from referrals.models import IntakeSettings, Notice, Referral
from referrals.models.notices import Audience
from referrals.models.reasons import CloseReason
from services.models import ContactDetails


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
    }
    with translation.override(referral.mail_language):
        mail = EmailMultiAlternatives(
            subject=gettext("We got your message"),
            body=render_to_string("mail/received.txt", context),
            to=[referral.email],
            headers={"Auto-Submitted": "auto-generated"},  # no answer from a machine, please
        )
        mail.attach_alternative(render_to_string("mail/received.html", context), "text/html")
    return mail


def message_to_staff(notice: Notice) -> EmailMultiAlternatives | None:
    """Counts and a link: mail is read in places that this site cannot protect."""
    unread = Referral.objects.unread()
    address = IntakeSettings.current().notice_email
    if notice.audience == Audience.CMO:
        organization = notice.organization
        unread = unread.for_organization(organization)
        address = organization.notice_email
    count = unread.count()
    if not count:
        return None
    urgent = unread.filter(may_be_urgent=True).count()
    told = f"{count}, {urgent} may be urgent" if urgent else f"{count}"
    link = f"{settings.SITE_URL}{reverse('admin:referrals_referral_changelist')}"
    return EmailMultiAlternatives(
        subject=f"New requests: {told}",
        body=f"Requests that nobody has taken up yet: {told}\n{link}?status__exact=new\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
