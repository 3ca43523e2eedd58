"""Which requests were erased: a file of their references and nothing else, apart from the database
and its backups. After a backup is restored, it says what is to be erased again.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from njcmo_site.env import sync_folder

REFERENCE = re.compile(r"[0-9A-Z]{8}")


def path() -> Path:
    return Path(settings.DATA_DIR, "erased_references.txt")


def note(references: Iterable[str]) -> None:
    """Add them, on the disk when this returns; the file is made if it is missing."""
    lines = "".join(f"{one}\n" for one in references)
    is_new = not path().exists()
    descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path().parent)


def noted() -> set[str]:
    """Of a line that a full disk cut short nothing is known; the database still has its stub."""
    if not path().exists():
        return set()
    return {line for line in path().read_text().split() if REFERENCE.fullmatch(line)}
