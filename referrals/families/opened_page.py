"""When the page of a form was opened: signed into the page, so that a program cannot make it up."""

import re
import time

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

# A program fetches the page and sends it at once. Much longer would catch more of them, and one
# day a family whose browser fills in everything: its wait costs more than a look at spam does.
A_PERSON_TAKES = 0.3  # seconds


# number.milliseconds.browser; a page without a browser's mark is nobody's.
TEXT = r"([0-9a-f-]{36})\.([0-9]{1,15})(?:\.([0-9a-f]{64}))?"


def signer() -> Signer:
    return Signer(salt="referrals.opened_page")


def sign(number: str, seconds_ago: float = 0, browser: str = "") -> str:
    """A text for the page with this number: opened so long ago, by the browser of this secret."""
    opened_at = f"{number}.{int((time.time() - seconds_ago) * 1000)}"
    return signer().sign(f"{opened_at}.{mark_of(browser)}" if browser else opened_at)


def mark_of(browser: str, secret: str | None = None) -> str:
    """With the newest secret of the site, unless another is meant."""
    return salted_hmac("referrals.opened_page", browser, secret, algorithm="sha256").hexdigest()


def read(number: str, signed: str) -> re.Match[str] | None:
    try:
        text = re.fullmatch(TEXT, signer().unsign(signed))
    except BadSignature:
        return None
    return text if text and text[1] == number else None


def seconds_open(number: str, signed: str) -> float | None:
    """How long the page with this number has been open; None if its text is not ours."""
    text = read(number, signed)
    return time.time() - int(text[2]) / 1000 if text else None


def opened_by(browser: str, number: str, signed: str) -> bool:
    """Whether the browser of this secret opened the page with this number."""
    text = read(number, signed)
    if text is None or not text[3]:
        return False
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(text[3], mark_of(browser, secret)) for secret in secrets)


def signed_with_another_secret(signed: str) -> bool:
    """True for a text like ours whose signature does not hold: SECRET_KEY is newer than it is."""
    if not re.fullmatch(rf"{TEXT}:[\w-]{{43}}", signed):
        return False
    try:
        signer().unsign(signed)
    except BadSignature:
        return True
    return False
