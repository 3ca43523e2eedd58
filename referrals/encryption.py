"""Personal data at rest: the encrypted field, and the keyed hash by which a row is found again."""

import hashlib
import hmac

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact

from njcmo_site.encryption import fernet


def lookup_hash(kind: str, value: str) -> str:
    """64 hex digits that stand for a phone or e-mail; "" for "". `kind` keeps the two apart.

    Keyed with LOOKUP_KEY and not with the encryption keys, which change over the years: a hash
    must stay the same for as long as somebody may look for it.
    """
    if not value:
        return ""
    return hmac.new(settings.LOOKUP_KEY, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that the database holds encrypted (Fernet). "" stays "": an empty field hides nothing.

    Reading with none of the right keys raises cryptography.fernet.InvalidToken. The text cannot
    be searched; only whether it is empty can be asked.
    """

    def get_db_prep_save(self, value, connection):
        value = super().get_db_prep_save(value, connection)
        return fernet().encrypt(str(value).encode()).decode() if value else ""

    def from_db_value(self, value, expression, connection):
        return fernet().decrypt(value.encode()).decode() if value else ""

    def get_lookup(self, lookup_name):
        return IsEmpty  # whatever is asked for


class IsEmpty(Exact):
    def get_prep_lookup(self):
        if self.rhs != "":
            raise FieldError("An encrypted field can only be compared with the empty text.")
        return self.rhs
