"""Signing in, second factors and passwords, as events of the log: accounts by their number."""

from collections.abc import Callable

from allauth.account import signals as of_passwords
from allauth.mfa import signals as of_factors
from django.contrib.auth import signals
from django.dispatch import Signal

from njcmo_site.accounts.backend import account_named
from njcmo_site.events import note

EVENTS: dict[Signal, str] = {
    signals.user_logged_in: "signed in",
    signals.user_logged_out: "signed out",
    of_factors.authenticator_added: "second factor added",
    of_factors.authenticator_removed: "second factor removed",
    of_factors.authenticator_reset: "recovery codes made anew",
    of_factors.authenticator_used: "second factor used",
    of_factors.authentication_failed: "second factor wrong",
    of_passwords.password_set: "password set",
    of_passwords.password_changed: "password changed",
    of_passwords.password_reset: "password reset",
}


def connect() -> None:
    for signal, event in EVENTS.items():
        signal.connect(receiver_of(event), weak=False, dispatch_uid=event)
    signals.user_login_failed.connect(note_failure)


def receiver_of(event: str) -> Callable[..., None]:
    def receiver(user=None, **kwargs):
        note(event, account=user.pk if user else None)

    return receiver


def note_failure(credentials, **kwargs):
    """Of whose account, not what was typed: that is often the password."""
    account = account_named(str(credentials.get("username") or ""))
    note("sign-in failed", account=account.pk if account else None)
