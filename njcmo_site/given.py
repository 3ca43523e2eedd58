"""Which texts staff left as this site was given them, so that a later version may renew those."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model

from njcmo_site.given_keys import Keys, digest
from services.models import Given

# Digests of what sites were given before they remembered it themselves (November 2026).
EARLIER = Path(settings.BASE_DIR) / "njcmo_site/starter_content/earlier.txt"


@cache
def earlier() -> frozenset[str]:
    return frozenset(EARLIER.read_text().split())


class Memory:
    """What this site was given before, and what it is given now."""

    def __init__(self):
        self.given = {row.key: row for row in Given.objects.all()}
        self.keys = Keys(self.given.values())
        self.now: dict[str, tuple[str, str]] = {}
        self.rows: dict[str, Any] = {}  # those that this version has, by their keys
        self.left: list[str] = []  # what staff wrote, of which this version has newer words
        self.newer: dict[str, str] = {}  # those words

    def knows(self, row: Model) -> bool:
        """Whether this site was given this row before."""
        key = self.keys.of(row)
        return key in self.given if self.given else digest(key) in earlier()

    def note_row(self, row: Any) -> None:
        key = self.keys.of(row)
        self.rows[key] = row
        self.note(key, "")

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
        key = self.keys.of(row)
        return {one.name for one in row._meta.fields if f"{key} {one.name}" in self.given}

    def has_nothing_new(self, key: str, shipped: str) -> bool:
        old = self.given.get(key)
        return old is not None and old.shipped == digest(shipped)

    def save(self) -> None:
        news = (
            Given(
                key=key,
                stored=stored,
                shipped=shipped,
                newer=self.newer.get(key, ""),
                row=str(self.rows[key].pk or "") if key in self.rows else "",
            )
            for key, (stored, shipped) in self.now.items()
        )
        Given.objects.bulk_create(
            [new for new in news if not self.is_as_before(new)],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["stored", "shipped", "newer", "row"],
        )

    def is_as_before(self, new: Given) -> bool:
        old = self.given.get(new.key)
        names = ("stored", "shipped", "row")
        return old is not None and all(getattr(old, one) == getattr(new, one) for one in names)
