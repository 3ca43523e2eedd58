"""The e-mail that tells a CMO of a family that is offered to it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone

from referrals.mail.outbox import LONGEST_PAUSE, claim, is_for_all, kind_of, log, put_off
from referrals.models import HandOver, StaffProfile
from services.models import CareManagementOrganization


def send_due() -> int:
    """Tell of each offer once; return how many were told. Where nobody can be told, it waits."""
    sent = 0
    for offer in HandOver.objects.due().select_related("to")[:100]:
        addresses, this_one = addresses_of(offer.to), HandOver.objects.filter(pk=offer.pk)
        if not addresses:  # it keeps no other from its turn
            this_one.update(due_at=timezone.now() + LONGEST_PAUSE)
            continue
        if not claim(HandOver.objects.waiting(), offer.pk, offer.due_at):
            continue
        try:
            message(addresses).send()
        except Exception as error:  # noqa: BLE001  whatever fails, it must be tried again
            put_off(this_one, error)
            log.warning("Mail of a hand-over not sent (%s)", kind_of(error))
            if is_for_all(error):
                break
        else:
            this_one.update(sent_at=timezone.now())
            sent += 1
    return sent


def addresses_of(organization: CareManagementOrganization) -> list[str]:
    """Its own address, or those of its people who answer families."""
    if organization.notice_email:
        return [organization.notice_email]
    its_people = StaffProfile.objects.filter(care_management_organization=organization)
    people = [one.user for one in its_people.select_related("user")]
    return [
        person.email
        for person in people
        if person.email and person.is_staff and person.has_perm("referrals.change_referral")
    ]


def message(addresses: list[str]) -> EmailMultiAlternatives:
    """Nothing of a family: mail is read in places that this site cannot protect."""
    link = f"{settings.SITE_URL}{reverse('admin:index')}"
    return EmailMultiAlternatives(
        subject="A family is offered to you",
        body=f"Take it, or say why not, on the start page of the staff pages:\n{link}\n",
        to=addresses,
        headers={"Auto-Submitted": "auto-generated"},
    )
