"""The daily e-mail to staff."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from referrals.mail.outbox import (
    NOTHING_FAILED,
    REFUSED_FOR_GOOD,
    claim,
    is_for_all,
    kind_of,
    log,
    put_off,
)
from referrals.models import (
    AccountMail,
    Notice,
    Referral,
    StaffProfile,
)
from referrals.models.queries import ReferralQuerySet
from referrals.models.staff import due_profiles
from referrals.references import shown_reference
from referrals.working_days import is_working_day, working_day_before

NAMED_AT_MOST = 10
DIGEST_FROM = 7  # the hour of a working day


def send_digests() -> int:
    """Tell each person who wants it, once a working day, what waits; return how many were told.

    A mail that could not be sent is tried again with the next call.
    """
    today = timezone.localdate()
    if not is_working_day(today) or timezone.localtime().hour < DIGEST_FROM:
        return 0
    told, alerted_to = 0, working_day_before(timezone.now())
    for profile in due_profiles().filter(daily_mail=True).exclude(mailed_on=today):
        this_one = StaffProfile.objects.filter(pk=profile.pk)
        if not claim(this_one.exclude(mailed_on=today), profile.pk, profile.due_at):
            continue  # another process tells this person
        try:
            if mail := digest(profile.user):
                mail.send()
                told += 1
        except Exception as error:  # noqa: BLE001  whatever fails, it must be tried again
            put_off(this_one, error)
            log.warning("Daily mail of one person not sent (%s)", kind_of(error))
            if is_for_all(error):
                break
        else:
            this_one.update(mailed_on=today, spanish_told=alerted_to, due_at=None, **NOTHING_FAILED)
    return told


def references_of(referrals: ReferralQuerySet) -> str:
    """Up to ten, those that wait longest first: a reference tells nothing of a family."""
    longest = referrals.order_by("due_on", "received_at").values_list("reference", flat=True)
    return ", ".join(map(shown_reference, longest[:NAMED_AT_MOST]))


def digest(user: User) -> EmailMultiAlternatives | None:
    """Counts, references, the earliest due day and a link; None when nothing waits for them."""
    if not user.has_perm("referrals.view_referral"):
        return None
    visible = Referral.objects.visible_to(user)
    counts = {
        "New": visible.unread().count(),
        "To call today": visible.to_call_today().count(),
        "Overdue": visible.overdue().count(),
    }
    if user.has_perm("referrals.view_look"):
        untouched = visible.spanish_untouched()
        if before := StaffProfile.of(user).spanish_told:
            untouched = untouched.filter(received_at__gt=before)  # once for each family
        if alerts := untouched.count():
            counts["In Spanish, untouched for a working day by now"] = alerts
    earliest = visible.unanswered().order_by("due_on").values_list("due_on", flat=True).first()
    if not earliest:
        return None
    days = REFUSED_FOR_GOOD.days
    resting: dict[str, Any] = {
        f"E-mails refused for {days} days, no longer tried": Notice.objects.waiting(),
        "Colleagues whose daily e-mail is refused": StaffProfile.objects.all(),
    }
    for words, mails in resting.items():
        if count := mails.visible_to(user).resting().count():
            counts[words] = count
    if user.has_perm("auth.change_user"):
        refused = AccountMail.objects.waiting().resting().filter(to__is_active=True)
        if people := refused.aggregate(people=Count("to", distinct=True))["people"]:
            counts["Accounts whose e-mail is refused"] = people
    lines = [f"{words}: {count}" for words, count in counts.items()]
    if overdue := references_of(visible.overdue()):
        lines.append(f"Overdue first: {overdue}")
    lines += [f"Earliest day to answer by: {date_format(earliest, 'l, F j')}"]
    lines += [f"{settings.SITE_URL}{reverse('admin:index')}"]
    return EmailMultiAlternatives(
        subject="Requests from families today",
        body="\n".join(lines) + "\n",
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
