"""Personal data at rest: the encrypted field, and the keyed hash by which a row is found again."""

import hashlib
import hmac
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact

from njcmo_site.encryption import seal, unseal


def lookup_hash(kind: str, value: str) -> str:
    """64 hex digits that stand for a phone or e-mail; "" for "". `kind` keeps the two apart."""
    return lookup_hashes(kind, value)[0]


def lookup_hashes(kind: str, value: str) -> list[str]:
    """By each key, newest first: while LOOKUP_KEY is rotated some rows have an older one."""
    if not value:
        return [""]
    text = f"{kind}:{value}".encode()
    return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in settings.LOOKUP_KEYS]


class Sealed(str):
    """An encrypted text as the database holds it."""

    __slots__ = ()


class OpenedWhenRead:
    """The attribute of an encrypted field: nothing is decrypted before somebody asks for it.

    So a list that does not show a text does not depend on its key.
    """

    def __init__(self, field):
        self.field = field

    def __get__(self, row, owner=None):
        if row is None:  # pragma: no cover  asked of the class: Python’s protocol, for its tools
            return self
        name = self.field.attname
        if name not in row.__dict__:  # the query left it out
            stored = type(row)._base_manager.using(row._state.db).filter(pk=row.pk)
            row.__dict__[name] = stored.values_list(name, flat=True).get()
        if isinstance(row.__dict__[name], Sealed):
            row.__dict__[name] = unseal(row.__dict__[name], self.field.place(row))
        return row.__dict__[name]

    def __set__(self, row, value):
        row.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that the database holds encrypted. "" stays "": an empty field hides nothing.

    It opens in its own row only: `row` names the field by which the row is known before it is
    stored, and which never changes. Reading what none of the keys opens, or what was moved there
    from another row or column, raises cryptography.fernet.InvalidToken. The text cannot be
    searched; only whether it is empty can be asked.
    """

    descriptor_class = OpenedWhenRead
    non_db_attrs = (*models.TextField.non_db_attrs, "row")

    def __init__(self, *args: Any, row: str = "", **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"row": self.row} if self.row else {})

    def place(self, row: models.Model) -> str:
        return f"{self.model._meta.db_table}.{self.column}:{getattr(row, self.row)}"

    def from_db_value(self, value, expression, connection):
        return Sealed(value) if value else ""

    def pre_save(self, row, add):
        value = row.__dict__[self.attname]
        if not value or isinstance(value, Sealed):
            return value or ""
        return Sealed(seal(str(value), self.place(row)))

    def get_db_prep_save(self, value, connection):
        if value and not isinstance(value, Sealed):
            raise FieldError("An encrypted text is saved with its row, by save().")
        return str(value or "")

    def get_lookup(self, lookup_name):
        return IsEmpty  # whatever is asked for


class IsEmpty(Exact):
    def get_prep_lookup(self):
        if self.rhs != "":
            raise FieldError("An encrypted field can only be compared with the empty text.")
        return self.rhs


class HoldsEncrypted(models.Model):
    """A row with encrypted fields."""

    class Meta:
        abstract = True

    @classmethod
    def encrypted_fields(cls) -> list[EncryptedTextField]:
        return [one for one in cls._meta.concrete_fields if isinstance(one, EncryptedTextField)]

    @property
    def can_be_read(self) -> bool:
        """Whether the keys of the site open all that the row holds."""
        try:
            for field in self.encrypted_fields():
                getattr(self, field.attname)
        except InvalidToken:
            return False
        return True

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        """What is encrypted is left out, and read again when somebody asks for it."""
        if fields is None:
            for field in self.encrypted_fields():
                self.__dict__.pop(field.attname, None)
            columns = {field.attname for field in self._meta.concrete_fields}
            fields = columns & self.__dict__.keys()
        super().refresh_from_db(using, fields, from_queryset)
