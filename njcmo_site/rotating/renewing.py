"""What is stored is encrypted and hashed anew with the newest keys, while the site serves."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction

from njcmo_site.accounts.second_factor import place_of_secrets
from njcmo_site.encryption import is_up_to_date, seal, unseal
from referrals.contacts import hash_of_email, hash_of_phone
from referrals.encryption import HoldsEncrypted

BATCH = 100  # rows a transaction: who writes meanwhile waits for some hundredths of a second
HASHES: dict[str, Callable[[str], str]] = {
    "phone": hash_of_phone,
    "second_phone": hash_of_phone,
    "email": hash_of_email,
}

Unreadable = dict[str, list[str]]  # by model and field: whose


def renew() -> tuple[int, Unreadable]:
    """(rows renewed, what no key opens). Goes on until a whole round finds nothing to do."""
    done = 0
    while True:
        renewed, unreadable = one_round()
        done += renewed
        if not renewed:
            return done, unreadable


def one_round() -> tuple[int, Unreadable]:
    unreadable: Unreadable = defaultdict(list)
    texts = [model for model in apps.get_models() if issubclass(model, HoldsEncrypted)]
    renewed = sum(renew_rows(model, Texts, unreadable) for model in texts)
    return renewed + renew_rows(Authenticator, Factor, unreadable), unreadable


def renew_rows(model: type[models.Model], kind: "type[Row]", unreadable: Unreadable) -> int:
    """Looked through without a lock; only what is to be renewed is locked, and read again."""
    renewed = 0
    for pks in batches(model):
        rows = [kind(row) for row in model._base_manager.filter(pk__in=pks)]
        for row in rows:
            for name in row.unreadable:
                unreadable[f"{model.__name__}.{name}"].append(row.whose())
        if old := [row.row.pk for row in rows if row.old]:
            with transaction.atomic():
                for locked in model._base_manager.select_for_update().filter(pk__in=old):
                    renewed += kind(locked).renew()
    return renewed


def batches(model: type[models.Model]) -> Iterator[list[Any]]:
    pks = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


class Row(ABC):
    """One row: the names of what is `old` in it, and of what is `unreadable`."""

    def __init__(self, row: Any):
        self.row, self.old, self.unreadable = row, list[str](), list[str]()
        for name in self.names():
            try:
                if self.is_old(name):
                    self.old.append(name)
            except InvalidToken:
                self.unreadable.append(name)

    def renew(self) -> bool:
        if self.old:
            self.save()
        return bool(self.old)

    @abstractmethod
    def names(self) -> list[str]: ...

    @abstractmethod
    def is_old(self, name: str) -> bool:
        """Raises cryptography.fernet.InvalidToken for what no key opens."""

    @abstractmethod
    def save(self) -> None: ...

    @abstractmethod
    def whose(self) -> str: ...


class Texts(Row):
    """What families and staff wrote, and the hashes of it."""

    def names(self):
        return [field.attname for field in self.row.encrypted_fields()]

    def is_old(self, name):
        sealed = vars(self.row)[name]
        if not sealed:
            return False
        is_new = is_up_to_date(sealed, self.row._meta.get_field(name).place(self.row))
        if is_new and name not in HASHES:
            return False
        text = getattr(self.row, name)  # what was opened is encrypted anew when it is saved
        return not is_new or getattr(self.row, f"{name}_hash") != HASHES[name](text)

    def save(self):
        hashes = [f"{name}_hash" for name in self.old if name in HASHES]
        self.row.save(update_fields=[*self.old, *hashes])

    def whose(self):
        return str(getattr(self.row, "referral", self.row))  # a reference, never a name


class Factor(Row):
    """The secrets of a second factor."""

    def names(self):
        return sorted({"secret", "seed"} & self.row.data.keys())

    def is_old(self, name):
        sealed, place = self.row.data[name], place_of_secrets(self.row.user_id)
        if is_up_to_date(sealed, place):
            return False
        unseal(sealed, place)
        return True

    def save(self):
        place = place_of_secrets(self.row.user_id)
        self.row.data |= {
            name: seal(unseal(self.row.data[name], place), place) for name in self.old
        }
        self.row.save(update_fields=["data"])

    def whose(self):
        return f"account {self.row.user_id}"
