"""How much there is of each table and file, and its digest: what must be the same afterwards."""

import hashlib
from collections.abc import Iterable, Iterator

Totals = dict[str, list[int | str]]  # by name: count of rows or bytes, digest

MOST = 1 << 256


def counted_rows(name: str, rows: Iterable[bytes], into: Totals) -> Iterator[bytes]:
    """Pass them on; what order a database gives them in makes no difference."""
    count, total = 0, 0
    for row in rows:
        count += 1
        total = (total + int.from_bytes(hashlib.sha256(row).digest(), "big")) % MOST
        yield row
    into[name] = [count, f"{total:064x}"]


def counted_blocks(name: str, blocks: Iterable[bytes], into: Totals) -> Iterator[bytes]:
    count, digest = 0, hashlib.sha256()
    for block in blocks:
        count += len(block)
        digest.update(block)
        yield block
    into[name] = [count, digest.hexdigest()]


def exhaust(rows: Iterable[bytes]) -> None:
    for _row in rows:
        pass
