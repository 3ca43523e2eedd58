"""Where the files of pictures lie: in the storage of the site, each picture in its own folder."""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from services.photos.making import Made


def store(made: Made) -> list[str]:
    """The names of what was not there yet. All files or, where one fails, none."""
    written: list[str] = []
    try:
        for name, content in made.files.items():
            path = f"{made.folder}/{name}"
            if not default_storage.exists(path):
                written.append(path)
                default_storage.save(path, ContentFile(content))
    except BaseException:
        take_away(made.folder, written)
        raise
    return written


def take_away(folder: str, paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)
    with suppress(OSError):  # another picture of the same bytes is in it; or no folders are kept
        default_storage.delete(folder)


def remove(folder: str) -> None:
    """With all that is in it."""
    with suppress(FileNotFoundError):
        _folders, names = default_storage.listdir(folder)
        take_away(folder, [f"{folder}/{name}" for name in names])
