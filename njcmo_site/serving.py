"""Whether a server serves from a folder: nothing may bring another database under it."""

from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import TextIO


def lock_file(folder: Path) -> TextIO:
    """To read alone: open to be written, it would keep a disk from being closed to writing."""
    file = folder / ".serving.lock"
    if not file.exists():
        file.touch()
    return file.open()


def hold(folder: Path) -> TextIO:
    """For as long as this process or one that it forks is there, however they end."""
    file = lock_file(folder)
    flock(file, LOCK_SH)
    return file


def is_served(folder: Path) -> bool:
    with lock_file(folder) as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return True
    return False
