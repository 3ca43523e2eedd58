"""The one key ring for what the database must not hold in clear."""

from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def fernet() -> MultiFernet:
    """Encrypts with the newest key; decrypts with any."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
