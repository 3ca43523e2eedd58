"""What names a row of the starter content on every site, whatever staff call it now."""

import re
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Model

from services.models import Given

LONGEST_PART = 80  # of a key, which is not longer than its column
NAMES = ("name", "anchor", "slug")
# What names a row, where it is not its name, anchor or short name.
NAMED_BY = {
    "topic": ("hub", "address"),
    "section": ("topic", "anchor"),
    "source": ("topic", "url"),
    "cardsource": ("card", "url"),
    "approach": ("topic", "order"),
    "script": ("call", "order"),
    "door": ("age", "place"),
    "urgentphrases": ("sign",),
    "synonyms": ("language", "words"),
}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def kind_of(row: Model) -> str:
    return row._meta.model_name or ""


def kind_of_key(key: str) -> str:
    return key.partition(":")[0]


class Keys:
    """Staff may change an address or an anchor; the row keeps the key that it came with."""

    def __init__(self, given: Iterable[Given]):
        self.came_with = {(kind_of_key(one.key), one.row): one.key for one in given if one.row}
        self.owners = {key: primary for (_kind, primary), key in self.came_with.items()}
        self.are_there: dict[str, bool] = {}

    def forget(self, kinds: set[str | None]) -> None:
        """All rows of these kinds are to come anew."""
        self.came_with = {one: key for one, key in self.came_with.items() if one[0] not in kinds}
        self.owners = {key: primary for (_kind, primary), key in self.came_with.items()}

    def of(self, row: Model) -> str:
        """As "section:topic:occupational-therapy/signs"."""
        known = self.came_with.get((kind_of(row), str(row.pk)))
        return known or self.of_staff(row)

    def of_staff(self, row: Model) -> str:
        """Of a row that staff made; it may stand where one stood that they moved elsewhere."""
        key = self.now(row)
        return f"{key}~{row.pk}" if row.pk and self.is_of_another(key, type(row)) else key

    def is_of_another(self, key: str, model: type[Model]) -> bool:
        if key in self.owners and key not in self.are_there:
            owner = model._default_manager.filter(pk=self.owners[key])
            self.are_there[key] = owner.exists()
        return self.are_there.get(key, False)

    def is_moved(self, row: Model) -> bool:
        """Whether staff call it otherwise than it came."""
        return self.of(row) != self.now(row)

    def now(self, row: Model) -> str:
        """After what it is called now; what it belongs to keeps the key that this came with."""
        kind = kind_of(row)
        named = NAMED_BY.get(kind) or [name for name in NAMES if hasattr(row, name)][:1]
        parts = [self.canonical(getattr(row, name)) for name in named]
        parts = [part if len(part) <= LONGEST_PART else digest(part) for part in parts if part]
        return f"{kind}:{'/'.join(parts)}"

    def name(self, row: Model) -> str:
        """The address, anchor or short name it came with: "signs"."""
        return re.split("[:/]", self.of(row))[-1]

    def canonical(self, value: Any) -> str:
        """A value of a row in one way of writing; "" for none."""
        if isinstance(value, Model):
            return self.of(value)
        if isinstance(value, list | tuple):
            return ",".join(map(self.canonical, value))
        if isinstance(value, date):
            return value.isoformat()
        return "" if value is None else str(value)
