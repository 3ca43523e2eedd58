"""The e-mail to people who want to hear of a new request when it comes."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone

from referrals.mail.outbox import (
    NOTHING_FAILED,
    claim,
    is_for_all,
    kind_of,
    log,
    note_told,
    put_off,
    to_be_told_from,
)
from referrals.models import Referral, StaffProfile
from referrals.models.notices import Audience
from referrals.models.staff import due_profiles

LOOKS_BACK = timedelta(days=1)  # for somebody who was never told


def send_at_once() -> int:
    """Tell each person when something came since they were told last; return how many were told.

    By a count and a link. Requests that follow each other are told together, after pauses.
    """
    told = 0
    for profile in due_profiles().filter(at_once=True):
        now, person = timezone.now(), profile.user
        count = unread_for(profile)
        if not count or to_be_told_from(person.email) > now:
            continue
        this_one = StaffProfile.objects.filter(pk=profile.pk)
        if not claim(this_one.filter(told_at=profile.told_at), profile.pk, profile.due_at):
            continue  # another process tells this person
        try:
            message(person.email, count).send()
        except Exception as error:  # noqa: BLE001  whatever fails, it must be tried again
            put_off(this_one, error)
            log.warning("Mail of new requests to one person not sent (%s)", kind_of(error))
            if is_for_all(error):
                break
        else:
            note_told(person.email)
            this_one.update(told_at=now, due_at=None, **NOTHING_FAILED)
            told += 1
    return told


def unread_for(profile: StaffProfile) -> int:
    """How many requests nobody has taken up; 0 when none of them was announced since."""
    if not profile.user.has_perm("referrals.view_referral"):
        return 0
    since = profile.told_at or timezone.now() - LOOKS_BACK
    unread = Referral.objects.visible_to(profile.user).unread()
    announced = unread.filter(notices__audience=Audience.INTAKE, notices__made_at__gt=since)
    return unread.count() if announced.exists() else 0


def message(address: str, count: int) -> EmailMultiAlternatives:
    link = f"{settings.SITE_URL}{reverse('admin:referrals_referral_changelist')}"
    return EmailMultiAlternatives(
        subject=f"New requests: {count}",
        body=f"Requests that nobody has taken up yet: {count}\n{link}?status__exact=new\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
