"""What would let somebody into another person's account: one asks, a second one confirms."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from njcmo_site.accounts import signed_in
from njcmo_site.accounts.roles import people_who_look_after_accounts
from njcmo_site.events import note
from referrals.models import AccountChange, AccountMail, StaffProfile

LINK_AGAIN = timedelta(minutes=5)


def send_link(account: User) -> bool:
    """Have the person set a password, which nobody else ever knows; False if one was sent just now.

    Each works for an hour: another one helps only whom the first has not reached.
    """
    since = timezone.now() - LINK_AGAIN
    kind = AccountMail.Kind.LINK
    if AccountMail.objects.filter(to=account, kind=kind, made_at__gt=since).exists():
        return False
    AccountMail.objects.create(to=account, kind=kind)
    return True


def takes_two(account: User) -> bool:
    """Whether another address would let somebody in: into what its owner uses, or to accounts.

    While nobody has used an account, a mistyped address is mended at once.
    """
    used = account.last_login or account.has_usable_password()
    managers = people_who_look_after_accounts(is_active=None)
    return bool(used) or managers.filter(pk=account.pk).exists()


@transaction.atomic
def ask(account: User, what: str, by: User, email: str = "") -> None:
    """To ask for the same again changes nothing: it mails nobody, and the two days go on."""
    if AccountChange.objects.waiting().filter(account=account, what=what, email=email).exists():
        return
    asked = {"asked_by": by, "asked_at": timezone.now(), "email": email}
    # A new row: who opened the page before confirms what stood there, or nothing.
    AccountChange.objects.filter(account=account, what=what).delete()
    AccountChange.objects.create(account=account, what=what, **asked)
    tell(account, f"{what}_asked", by)


@transaction.atomic
def confirm(change: AccountChange, by: User) -> None:
    if change.what == AccountChange.What.FACTOR:
        Authenticator.objects.filter(user=change.account).delete()
        signed_in.end(change.account)
    else:
        change.account.email = change.email
        change.account.save(update_fields=["email"])
        StaffProfile.objects.filter(user=change.account).try_now()
        AccountMail.objects.try_again(change.account)
    change.delete()
    tell(change.account, f"{change.what}_done", by)


def tell(account: User, kind: str, by: User) -> None:
    """Tell the owner, even of a closed account, and all who look after accounts but who did it.

    What was asked goes to the address that the owner still has.
    """
    note(f"account: {kind}", about=account.pk, account=by.pk)
    told = set(people_who_look_after_accounts().filter(is_staff=True).exclude(pk=by.pk))
    if kind != AccountMail.Kind.MADE:
        told.add(account)
    AccountMail.objects.bulk_create(
        [AccountMail(to=person, kind=kind, about=account, by=by) for person in told]
    )
