"""The photos of staff on their way into an archive and out of it."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

from django.conf import settings

from njcmo_site.backups.seal import DAMAGED, RefusedError
from njcmo_site.backups.totals import Totals, counted_blocks, exhaust

ASIDE = ".restoring-"  # where files wait until all are there
BLOCK = 256 * 1024


def files() -> set[str]:
    """Their names below MEDIA_ROOT. Raises RefusedError where one is a link: it leads elsewhere."""
    found: set[str] = set()
    if not Path(settings.MEDIA_ROOT).exists():  # nobody has added a photo yet
        return found
    for folder, folders, names in os.walk(settings.MEDIA_ROOT, onerror=refuse):
        folders[:] = [one for one in folders if not one.startswith(ASIDE)]
        for path in (Path(folder, one) for one in [*folders, *names]):
            if path.is_symlink():
                raise RefusedError(f"{path} is a link; put the file itself there.")
        found |= {Path(folder, one).relative_to(settings.MEDIA_ROOT).as_posix() for one in names}
    return found


def refuse(error: OSError) -> None:
    """A folder that cannot be read: without it the backup would not be whole."""
    raise error


def blocks_of(name: str) -> Iterator[bytes]:
    """Of a file of the site. Raises RefusedError when it has gone."""
    try:
        yield from blocks(Path(settings.MEDIA_ROOT, name))
    except FileNotFoundError:
        raise RefusedError("a photo was deleted meanwhile; run it again.") from None


def blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def safe(name: str) -> str:
    """Raises RefusedError for a name that leads out of a folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or "\0" in name:
        raise RefusedError(DAMAGED)
    return name


class Counting:
    """Files that are looked through, and kept nowhere."""

    def __init__(self) -> None:
        self.counted = Totals()

    def keep(self, name: str, data: Iterable[bytes]) -> None:
        exhaust(counted_blocks(safe(name), data, self.counted))

    def totals(self) -> Totals:
        return self.counted


class Staging:
    """Files that are restored: they wait aside, and come into their places beside the old ones.

    Nothing of a photo ever changes, so what an old one shows stays as it was whatever happens.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __enter__(self) -> Self:
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        for left_by_a_kill in Path(settings.MEDIA_ROOT).glob(f"{ASIDE}*"):
            shutil.rmtree(left_by_a_kill)
        self.folder = Path(mkdtemp(prefix=ASIDE, dir=settings.MEDIA_ROOT))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.folder)

    def keep(self, name: str, data: Iterable[bytes]) -> None:
        path = self.folder / safe(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for block in data:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        self.names.add(name)

    def totals(self) -> Totals:
        """Of what is on the disk."""
        found = Totals()
        for name in self.names:
            exhaust(counted_blocks(name, blocks(self.folder / name), found))
        return found

    def put(self) -> None:
        for name in self.names:
            place = Path(settings.MEDIA_ROOT, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).replace(place)

    def take_away_others(self) -> None:
        for name in files() - self.names:
            path = Path(settings.MEDIA_ROOT, name)
            path.unlink()
            with suppress(OSError):  # it holds another still
                path.parent.rmdir()
