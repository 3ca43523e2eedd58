"""What one process of a server has made, for its others: a file for each page."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from fcntl import LOCK_EX, flock
from hashlib import sha256
from io import FileIO
from pathlib import Path

from njcmo_site.ready.store import Made, Page

Make = Callable[[], Made]


class Shared:
    """A folder for one start of the server; the next may have other templates."""

    def __init__(self, folder: str | None = None):
        self.folder = folder

    def made_once(self, path: str, version: str | None, make: Make) -> Made:
        """By one process while the others wait for it; by each for itself where no file can be."""
        if self.folder is None or version is None:
            return make()
        place = Path(self.folder, sha256(path.encode()).hexdigest())
        try:
            file = locked(place)
        except OSError:
            return make()
        with file:
            file.seek(0)
            if found := read(file.read(), version):
                return found
            page = make()
            with suppress(OSError):  # what a full disk cuts short, read() does not take
                file.truncate(0)
                if isinstance(page, Page):
                    file.write(written(page))
                else:
                    place.unlink()  # whoever tries addresses shall not fill the disk
        return page


def locked(place: Path) -> FileIO:
    """The file that is there, once it is ours alone; a process that dies lets go of it."""
    while True:
        file = place.open("a+b", buffering=0)
        flock(file, LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()  # while we waited, it was taken away by one that could not make the page


def written(page: Page) -> bytes:
    contents = {name: body.content.decode("latin-1") for name, body in page.bodies.items()}
    return json.dumps([page.version, page.headers, contents]).encode()


def read(raw: bytes, version: str | None) -> Page | None:
    """None for what is of another version, or was not written to its end."""
    try:
        of_version, headers, contents = json.loads(raw)
    except ValueError:
        return None
    if of_version != version:
        return None
    bodies = {name: content.encode("latin-1") for name, content in contents.items()}
    return Page.of_bodies(version, [(name, value) for name, value in headers], bodies)
