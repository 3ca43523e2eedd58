"""The e-mails about accounts of staff: what they say, and when they are sent."""

import logging
from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from referrals.mail.outbox import claim, is_for_all, kind_of, put_off
from referrals.models import AccountChange, AccountMail

log = logging.getLogger(__name__)

LINKS = {AccountMail.Kind.FORGOTTEN, AccountMail.Kind.LINK}
LINKS_A_DAY = 3

REFUSED = (
    "The address of these people refused an e-mail about an account for three days: {}. Nobody"
    " tries it again before their account is saved: call them, and mend the address."
)


def send_due() -> int:
    """Send what is due, oldest first; return how many were sent.

    A mail server that does not answer ends the round, as in referrals/mail/outbox.py.
    """
    AccountMail.objects.filter(to=None).delete()
    sent = 0
    for pk, due_at in AccountMail.objects.due().values_list("pk", "due_at")[:100]:
        if not claim(AccountMail.objects.waiting(), pk, due_at):
            continue
        try:
            sent += send(pk)
        except Exception as error:  # noqa: BLE001  whatever fails, it must be tried again
            put_off(AccountMail.objects.filter(pk=pk), error)
            log.warning("E-mail about an account not sent (%s)", kind_of(error))
            if is_for_all(error):
                break
    return sent


def send(pk: int) -> bool:
    """Send a claimed mail; False when there is nothing to send any more."""
    row = AccountMail.objects.select_related("to", "about", "by").get(pk=pk)
    if row.to is None or not row.to.email or is_of_no_use(row, row.to):
        row.delete()
        return False
    message(row, row.to).send()
    AccountMail.objects.filter(pk=pk).update(sent_at=timezone.now())
    return True


def is_of_no_use(row: AccountMail, to: User) -> bool:
    """A warning never: else who closes an account first is never noticed."""
    return row.kind in LINKS and (not to.is_active or links_before(row) >= LINKS_A_DAY)


def links_before(row: AccountMail) -> int:
    """How many links anybody asked for in this person’s name within the day before.

    Not those that somebody who looks after accounts sent. By the order of the rows and not by what
    was sent: so workers who send at once agree.
    """
    if row.kind != AccountMail.Kind.FORGOTTEN:
        return 0
    since = row.made_at - timedelta(days=1)
    earlier = AccountMail.objects.filter(to=row.to, kind=row.kind, pk__lt=row.pk)
    return earlier.filter(made_at__gt=since).count()


def message(row: AccountMail, to: User) -> EmailMessage:
    if row.kind in LINKS:
        subject, body = link_to_password(row, to)
    else:
        made = row.kind == AccountMail.Kind.MADE
        what = "A new account" if made else "A change of an account"
        subject, body = f"{what} for the staff pages of NJCMO", what_was_done(row)
    return EmailMessage(subject, body, to=[to.email], headers={"Auto-Submitted": "auto-generated"})


def link_to_password(row: AccountMail, to: User) -> tuple[str, str]:
    key = [user_pk_to_url_str(to), default_token_generator.make_token(to)]
    path = reverse("account_reset_password_from_key", args=key)
    context = {
        "link": f"{settings.SITE_URL}{path}?lang={row.language}",
        "username": to.username,
        "forgotten": row.kind == AccountMail.Kind.FORGOTTEN,
        "last_today": links_before(row) == LINKS_A_DAY - 1,
        "sign_in": f"{settings.SITE_URL}{reverse('account_login')}",
    }
    template = "account/email/password_reset_key"
    with translation.override(row.language):
        subject = render_to_string(f"{template}_subject.txt").strip()
        return subject, render_to_string(f"{template}_message.txt", context)


WHAT_WAS_DONE: dict[str, str] = {
    AccountMail.Kind.MADE: "{by} made the account {about}.",
    AccountMail.Kind.FACTOR_ASKED: "{by} asks to reset the second factor of the account {about}.",
    AccountMail.Kind.FACTOR_DONE: "The second factor of the account {about} was reset."
    " {by} confirmed it.",
    AccountMail.Kind.EMAIL_ASKED: "{by} asks to change the e-mail address of the account {about}.",
    AccountMail.Kind.EMAIL_DONE: "The e-mail address of the account {about} was changed."
    " {by} confirmed it.",
    AccountMail.Kind.CHANGED: "{by} closed or opened the account {about}, or changed its name or"
    " what it may do.",
}
WAITS = "Nothing happens before another person who looks after accounts confirms it."


def what_was_done(row: AccountMail) -> str:
    lines = [WHAT_WAS_DONE[row.kind].format(by=row.by, about=row.about)]
    if row.kind in {AccountMail.Kind.FACTOR_ASKED, AccountMail.Kind.EMAIL_ASKED}:
        lines.append(WAITS)
    if row.to == row.about:
        lines.append("Is this not right? Call a person who looks after accounts now.")
    else:
        page = reverse("admin:auth_user_change", args=[row.about_id])
        lines.append(f"Is this not right? Ask on the phone. {settings.SITE_URL}{page}")
    return "\n\n".join(lines) + "\n"


def refused_people() -> list[User]:
    """Whose address takes no e-mail about an account."""
    resting = AccountMail.objects.waiting().resting().values("to")
    return list(User.objects.filter(pk__in=resting, is_active=True))


def forget_old() -> None:
    AccountChange.objects.exclude(pk__in=AccountChange.objects.waiting()).delete()
    AccountMail.objects.forgettable().delete()
