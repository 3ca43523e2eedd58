"""Where an account is signed in, and how that ends."""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import timezone

from njcmo_site.accounts.browsers import browser_and_system
from njcmo_site.accounts.sessions import SessionStore


@dataclass(frozen=True)
class Place:
    browser: str
    system: str
    since: datetime
    last_used: datetime
    is_here: bool


def sessions_of(account: User) -> QuerySet[Session]:
    found = Session.objects.filter(staffsession__account=account)
    return found.filter(expire_date__gt=timezone.now())


def places_of(account: User, here: str) -> list[Place]:
    """Where this person is signed in, the last used first; `here` is the key of their session."""
    places = [place(row, here) for row in sessions_of(account)]
    return sorted(places, key=lambda each: each.last_used, reverse=True)


def place(row: Session, here: str) -> Place:
    session = SessionStore(row.pk).decode(row.session_data)
    browser, system = session.get("browser", ("", ""))
    moments = session.get("signed_in_at", 0), session.get("renewed_at", 0)
    since, renewed = (datetime.fromtimestamp(each, UTC) for each in moments)
    return Place(browser, system, since, max(since, renewed), row.pk == here)


def end(account: User, but: str | None = None) -> int:
    """Sign an account out everywhere, or in all sessions but one; return in how many it was."""
    others = sessions_of(account).exclude(pk=but or "")
    count = len(others)
    others.delete()
    return count


@receiver(user_logged_in)
def begin(request, **_kwargs):
    request.session["signed_in_at"] = int(timezone.now().timestamp())
    request.session["browser"] = browser_and_system(request.headers.get("User-Agent", ""))


@receiver(authentication_step_completed)
def renew_key(request, reauthenticated=False, **_kwargs):
    """Whoever knew the key of a session knows it no longer once its person has shown themselves."""
    if reauthenticated:
        request.session.cycle_key()


@receiver(
    [
        password_changed,
        password_set,
        password_reset,
        authenticator_added,
        authenticator_removed,
        authenticator_reset,
    ]
)
def end_others(request, user, **_kwargs):
    """Whoever was in with what the person has just replaced is out."""
    end(user, but=request.session.session_key)
