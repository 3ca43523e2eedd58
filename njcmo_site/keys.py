"""The keys of the site, newest first: several while one takes over from another."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from njcmo_site import env

Key = TypeVar("Key")


class KeptKeys(Sequence[Key]):
    """Those of a file, which rotate_keys changes while the site serves: all processes follow."""

    def __init__(self, path: Path, read: Callable[[], list[Key]]):
        self.path, self.read = path, read
        self.seen, self.keys = self.stamp(), read()

    def stamp(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def now(self) -> list[Key]:
        stamp = self.stamp()
        if stamp and stamp != self.seen:
            # Damaged, or unreadable for a moment: those that were known go on serving.
            with suppress(SystemExit, OSError):
                self.keys = self.read()
                self.seen = stamp
        return self.keys

    def __len__(self) -> int:
        return len(self.now())

    def __iter__(self) -> Iterator[Key]:
        return iter(self.now())

    def __getitem__(self, which):
        return self.now()[which]


def keys(name: str, folder: Path, read: Callable[[Path], list[Key]]) -> Sequence[Key]:
    """Of the environment, which stay as they are; or of the file in this folder."""
    if env.text(name):
        return read(folder)
    return KeptKeys(env.file_of_secret(name, folder), lambda: read(folder))


def follow_secret_key() -> None:
    """Take what rotate_keys has made of Django's secret, which Django itself reads as a setting."""
    newest = list(settings.SECRET_KEYS)
    # Compared each time: a thread that was just reading a setting may put the old one back.
    if [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] != newest:
        settings.SECRET_KEY_FALLBACKS = newest  # first, so that nothing is refused meanwhile
        settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = newest
