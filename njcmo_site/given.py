"""Which texts staff left as this site was given them, so that a later version may renew those."""

from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model

from services.models import Given

# Digests of what sites were given before they remembered it themselves (November 2026).
EARLIER = Path(settings.BASE_DIR) / "njcmo_site/starter_content/earlier.txt"
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


@cache
def earlier() -> frozenset[str]:
    return frozenset(EARLIER.read_text().split())


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def canonical(value: Any) -> str:
    """A value of a row in one way of writing; "" for none."""
    if isinstance(value, Model):
        return key_of(value)
    if isinstance(value, list | tuple):
        return ",".join(map(canonical, value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def key_of(row: Model) -> str:
    """What names a row on every site: "section:topic:occupational-therapy/signs"."""
    kind = row._meta.model_name or ""
    named = NAMED_BY.get(kind) or [name for name in NAMES if hasattr(row, name)][:1]
    parts = [canonical(getattr(row, name)) for name in named]
    parts = [part if len(part) <= LONGEST_PART else digest(part) for part in parts if part]
    return f"{kind}:{'/'.join(parts)}"


class Memory:
    """What this site was given before, and what it is given now."""

    def __init__(self):
        self.given = {row.key: row for row in Given.objects.all()}
        self.now: dict[str, tuple[str, str]] = {}
        self.left: list[str] = []  # what staff wrote, of which this version has newer words
        self.newer: dict[str, str] = {}  # those words

    def knows(self, row: Model) -> bool:
        """Whether this site was given this row before."""
        key = key_of(row)
        return key in self.given if self.given else digest(key) in earlier()

    def note(self, key: str, shipped: str, stored: str | None = None) -> None:
        """`stored`: what this is once it is stored, where that is not the same."""
        self.now[key] = (digest(shipped if stored is None else stored), digest(shipped))

    def is_untouched(self, key: str, current: str) -> bool:
        old = self.given.get(key)
        if old:
            return old.stored == digest(current)
        if self.given:  # given with this version for the first time
            return not current
        row, _, name = key.rpartition(" ")
        column = f"{row.partition(':')[0]} {name}"
        is_new = not current and not {digest(column), digest(row)} <= earlier()
        return is_new or digest(f"{key} {current}") in earlier()

    def renews(self, key: str, current: str, shipped: str, stored: str | None = None) -> bool:
        """Whether what stands there now is to become what this version ships; it is noted."""
        self.note(key, shipped, stored)
        if current == (shipped if stored is None else stored):
            return False
        if self.is_untouched(key, current):
            return True
        if not self.has_nothing_new(key, shipped):
            self.left_as_written(key, shipped if stored is None else stored)
        return False

    def keep(self, key: str, shipped: str, stored: str) -> None:
        """Leave what stands there, and list it."""
        self.note(key, shipped, stored)
        self.left_as_written(key, stored)

    def left_as_written(self, key: str, newer: str) -> None:
        self.left.append(key)
        self.newer[key] = newer

    def is_ours(self, key: str, current: str) -> bool:
        """Whether this is what the site is given now, or was given last."""
        if key in self.now:
            return self.now[key][0] == digest(current)
        old = self.given.get(key)
        return old is None or old.stored == digest(current)

    def names_of(self, row: Model) -> set[str]:
        """The texts and facts of this row that the site was given."""
        key = key_of(row)
        return {one.name for one in row._meta.fields if f"{key} {one.name}" in self.given}

    def has_nothing_new(self, key: str, shipped: str) -> bool:
        old = self.given.get(key)
        return old is not None and old.shipped == digest(shipped)

    def save(self) -> None:
        new = [
            Given(key=key, stored=stored, shipped=shipped, newer=self.newer.get(key, ""))
            for key, (stored, shipped) in self.now.items()
            if key not in self.given
            or (self.given[key].stored, self.given[key].shipped) != (stored, shipped)
        ]
        Given.objects.bulk_create(
            new,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["stored", "shipped", "newer"],
        )
