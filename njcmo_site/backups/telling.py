"""What a command says when it fails: one line, and nothing that somebody typed."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.core.management.base import CommandError
from django.db import DatabaseError

from njcmo_site.backups.seal import RefusedError

Result = TypeVar("Result")


def in_one_line(name: str, error: Exception) -> CommandError:
    if isinstance(error, OSError):
        reason = f"{error.strerror or type(error).__name__}."
    elif isinstance(error, DatabaseError):
        reason = f"the database refuses ({type(error).__name__})."  # its text may quote a row
    else:
        reason = str(error)
    return CommandError(f"{name}: {reason}")


def told(name: str, do: Callable[[], Result], note_failed: Callable[[], None]) -> Result:
    """What do() returns; otherwise the failure is noted, and told in one line."""
    try:
        return do()
    except (RefusedError, OSError, DatabaseError) as error:
        with suppress(DatabaseError):
            note_failed()
        raise in_one_line(name, error) from None
