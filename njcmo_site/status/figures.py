"""What can be counted of a site that runs: read from the database when somebody asks."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from referrals.models import AccountMail, Fault, LastBackup, Notice, Referral


class Figure(NamedTuple):
    name: str
    says: str
    value: float


def figures() -> Iterator[Figure]:
    """Raises DatabaseError. What never happened has none."""
    for name, (says, read) in COUNTED.items():
        value = read()
        if value is not None:
            yield Figure(name, says, value)


def seconds_since(moment: datetime | None) -> float | None:
    return (timezone.now() - moment).total_seconds() if moment else None


def oldest_mail() -> datetime | None:
    """Of those that are tried; one to staff who have no address waits for that, and is none."""
    waiting = AccountMail.objects.waiting().filter(rests=False).order_by("made_at")
    due = Notice.objects.due().order_by("made_at")
    made = [mails.values_list("made_at", flat=True).first() for mails in (waiting, due)]
    return min(filter(None, made), default=None)


def mails_waiting() -> int:
    waiting: int = Notice.objects.waiting().count()
    return waiting + AccountMail.objects.waiting().count()


def mails_resting() -> int:
    resting: int = Notice.objects.waiting().resting().count()
    return resting + AccountMail.objects.waiting().resting().count()


COUNTED: dict[str, tuple[str, Callable[[], float | None]]] = {
    "referrals": ("Requests, also emptied ones", lambda: Referral.objects.count()),
    "referrals_open": ("Open requests", lambda: Referral.objects.open().count()),
    "referrals_unread": ("Requests nobody has read", lambda: Referral.objects.unread().count()),
    "referrals_overdue": ("Requests past their day", lambda: Referral.objects.overdue().count()),
    "referrals_suspected": ("Suspected as spam", lambda: Referral.objects.suspected().count()),
    "staff": ("Open staff accounts", lambda: User.objects.filter(is_active=True).count()),
    "mails_waiting": ("E-mails that wait", mails_waiting),
    "mails_resting": ("E-mails that are no longer tried", mails_resting),
    "oldest_mail_seconds": (
        "Age of the oldest e-mail that is due",
        lambda: seconds_since(oldest_mail()),
    ),
    "backup_seconds": (
        "Age of the last backup",
        lambda: seconds_since(LastBackup.current().made_at),
    ),
    "proven_backup_seconds": (
        "Age of the last backup that was proven",
        lambda: seconds_since(LastBackup.current().proven_made_at),
    ),
    "faults": (
        "Kinds of errors of the site within a day",
        lambda: Fault.objects.filter(last_at__gt=timezone.now() - timedelta(days=1)).count(),
    ),
    "disk_free_bytes": (
        "Free where DATA_DIR is",
        lambda: shutil.disk_usage(settings.DATA_DIR).free,
    ),
}
