"""Text that the database must not hold in clear, sealed so that it opens in its own place only."""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

BOUND = "2:"  # what was sealed before there were places is a bare Fernet token


def seal(text: str, place: str) -> str:
    """Encrypt with the newest key for one place, such as "referrals_referral.phone:7K4M9QF2"."""
    return BOUND + keys_of(place).encrypt(text.encode()).decode()


def unseal(sealed: str, place: str) -> str:
    """Raises cryptography.fernet.InvalidToken for what no key opens, or was sealed elsewhere."""
    if sealed.startswith(BOUND):
        return keys_of(place).decrypt(sealed.removeprefix(BOUND)).decode()
    return unbound_keys().decrypt(sealed).decode()


def is_up_to_date(sealed: str, place: str) -> bool:
    """Whether it was sealed for its place, and with the newest key."""
    try:
        keys_of(place, newest=1).decrypt(sealed.removeprefix(BOUND))
    except InvalidToken:
        return False
    return sealed.startswith(BOUND)


def keys_of(place: str, newest: int | None = None) -> MultiFernet:
    """A key ring for this place, derived from the first so many keys of the site, or from all."""
    keys = map(base64.urlsafe_b64decode, settings.FIELD_ENCRYPTION_KEYS[:newest])
    derived = (hmac.digest(key, place.encode(), "sha256") for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def unbound_keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
