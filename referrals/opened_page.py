"""When the page of a form was opened: signed into the page, so that a program cannot make it up."""

import re
import time

from django.core.signing import BadSignature, Signer

# A program fetches the page and sends it at once. Much longer would catch more of them, and one
# day a family whose browser fills in everything: its wait costs more than a look at spam does.
A_PERSON_TAKES = 0.3  # seconds


def signer() -> Signer:
    return Signer(salt="referrals.opened_page")


def sign(number: str, seconds_ago: float = 0) -> str:
    """A text for the page with this number, which says that it was opened so long ago."""
    return signer().sign(f"{number}.{int((time.time() - seconds_ago) * 1000)}")


def seconds_open(number: str, signed: str) -> float | None:
    """How long the page with this number has been open; None if its text is not ours."""
    try:
        signed_number, _, opened_at = signer().unsign(signed).partition(".")
    except BadSignature:
        return None
    return time.time() - int(opened_at) / 1000 if signed_number == number else None


def signed_with_another_secret(signed: str) -> bool:
    """True for a text like ours whose signature does not hold: SECRET_KEY is newer than it is."""
    if not re.fullmatch(r"[0-9a-f-]{36}\.[0-9]{1,15}:[\w-]{43}", signed):
        return False
    try:
        signer().unsign(signed)
    except BadSignature:
        return True
    return False
