"""The e-mails: who is told what, and when a mail that could not be sent is tried again."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q
from django.utils import timezone

from njcmo_site import mail_files
from referrals.encryption import lookup_hash
from referrals.mail.letters import message
from referrals.models import Count, HandOver, Notice
from referrals.models.notices import Audience, NoticeQuerySet
from referrals.models.outgoing import Outgoing, OutgoingQuerySet
from referrals.references import shown_reference

log = logging.getLogger(__name__)

# While one process sends a notice the others leave it alone; longer than EMAIL_TIMEOUT. After a
# crash in between, the notice is due again: a mail may come twice, but is never lost.
LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)
LONGEST_PAUSE_OF_AN_ADDRESS = timedelta(hours=6)
REFUSED_FOR_GOOD = timedelta(days=3)
# Between two mails of new requests to one address, while they follow each other.
FIRST_PAUSE_OF_STAFF, LONGEST_PAUSE_OF_STAFF = timedelta(minutes=5), timedelta(hours=1)

ORGANIZATION = "referral__county__care_management_organization"
# Nothing encrypted: one row that no key opens must not keep the others waiting.
DUE = ("pk", "due_at", "referral__reference")
NOTHING_FAILED = {"tries": 0, "refused_since": None, "last_error": ""}
OUTCOME = [field.name for field in Outgoing._meta.local_fields]


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
            sent += send(pk, shown_reference(reference))
        except Exception as error:  # noqa: BLE001  whatever fails, the notice must be tried again
            put_off(like(pk), error)
            log.warning("Notice of %s not sent (%s)", shown_reference(reference), kind_of(error))
            if is_for_all(error):
                break
    return sent


def claim(mails: OutgoingQuerySet, pk: int, due_at: datetime | None) -> bool:
    """Take a mail for this process; False when another one has, or it was sent meanwhile."""
    free = mails.filter(pk=pk, due_at=due_at, rests=False)
    return bool(free.update(due_at=timezone.now() + LEASE))


def like(pk: int) -> NoticeQuerySet:
    """A notice and those which the same mail answers; none when the family took it back."""
    notice = Notice.objects.filter(pk=pk).first()
    return notice.told_together() if notice else Notice.objects.none()


def send(pk: int, reference: str) -> bool:
    """Send a claimed notice and note that it and those like it were told, unless they wait."""
    notice = Notice.objects.filter(pk=pk).first()
    if notice is None or waits_with_others(notice):
        return False  # None: the family has taken its request back
    told = Notice.objects.filter(
        pk__in=list(notice.told_together().values_list("pk", flat=True)[:10_000])
    )
    if mail := message(notice):
        to_staff = notice.audience != Audience.FAMILY
        urgent = told.filter(referral__may_be_urgent=True).exists()
        if to_staff and (later := to_be_told_from(mail.to[0], urgent)) > timezone.now():
            told.update(due_at=later)
            return False
        mail.send()
        if to_staff:
            note_told(mail.to[0])
    if not told.update(sent_at=timezone.now()):
        mail_files.erase(reference)  # the request was emptied while this was sent
    return True


def waits_with_others(notice: Notice) -> bool:
    """Put a notice beside those to the same staff whose mail has failed and is due later."""
    if notice.audience == Audience.FAMILY:
        return False
    later = Q(rests=True) | Q(due_at__gt=timezone.now())
    others = notice.told_together().exclude(pk=notice.pk).filter(later, tries__gt=0)
    state = others.order_by("-tries").values("due_at", *OUTCOME).first()
    if state:
        Notice.objects.filter(pk=notice.pk).update(**state)
    return bool(state)


def pause_of_staff(mails: int) -> timedelta:
    """How long after so many mails that followed each other."""
    doubled: int = 2 ** min(mails - 1, 12)
    return min(FIRST_PAUSE_OF_STAFF * doubled, LONGEST_PAUSE_OF_STAFF)


def told_lately(address: str) -> Count | None:
    return Count.objects.filter(
        key=lookup_hash(Count.Kind.TOLD, address), until__gt=timezone.now()
    ).first()


def to_be_told_from(address: str, urgent: bool = False) -> datetime:
    """When staff may be mailed of new requests: at once after a quiet time, else after a pause.

    Of what may be urgent after the shortest one.
    """
    told = told_lately(address)
    if not told:
        return timezone.now()
    pause = pause_of_staff(told.number)
    last_mail = told.until - 2 * pause
    return last_mail + (FIRST_PAUSE_OF_STAFF if urgent else pause)


def note_told(address: str) -> None:
    """Count a mail to staff. It is quiet again when a second pause has passed without one."""
    told = told_lately(address)
    number = told.number + 1 if told else 1
    now = {"number": number, "until": timezone.now() + 2 * pause_of_staff(number)}
    Count.objects.update_or_create(
        key=lookup_hash(Count.Kind.TOLD, address), defaults=now | {"kind": Count.Kind.TOLD}
    )


def try_staff_again(**kwargs: object) -> None:
    """Somebody may have mended the address of intake or of a CMO."""
    Notice.objects.waiting().exclude(audience=Audience.FAMILY).try_now()
    HandOver.objects.waiting().try_now()


def put_off(mails: OutgoingQuerySet, error: Exception) -> None:
    """Try these together later: a server every few minutes, a refused address every few hours.

    What was refused for three days rests until somebody tries it again, and staff are told; what
    no server took goes on waiting for one.
    """
    now, refused = timezone.now(), not is_for_all(error)
    before = mails.aggregate(tries=Max("tries"), since=Min("refused_since"))
    since = (before["since"] or now) if refused else None
    tries, longest = before["tries"] or 0, LONGEST_PAUSE_OF_AN_ADDRESS if refused else LONGEST_PAUSE
    # Not save(): a family that takes its request back takes the notice with it.
    mails.update(
        tries=tries + 1,
        due_at=now + min(FIRST_PAUSE * 2 ** min(tries, 12), longest),
        refused_since=since,
        rests=since is not None and now - since >= REFUSED_FOR_GOOD,
        last_error=kind_of(error)[:100],
    )


def kind_of(error: Exception) -> str:
    return type(error).__name__  # never its text, which may hold an address


def is_for_all(error: Exception) -> bool:
    """Whether the next mail would fail alike: no connection, and not one mail that is refused."""
    refused = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
    return isinstance(error, OSError) and not isinstance(error, refused)
