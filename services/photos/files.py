"""Where the files of pictures lie: in the storage of the site, each picture in its own folder."""

from contextlib import suppress
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from services.photos.making import Made


def store(made: Made) -> str:
    """The name of a new folder, which nothing else ever has. All files or, where one fails, none.

    Not named after what is in it: whoever sends the same twice at once has two, and takes away
    none of the other.
    """
    folder = token_hex(10)
    try:
        for name, content in made.files.items():
            default_storage.save(f"{folder}/{name}", ContentFile(content))
    except BaseException:
        remove(folder)
        raise
    return folder


def remove(folder: str) -> None:
    """With all that is in it."""
    with suppress(FileNotFoundError):
        _folders, names = default_storage.listdir(folder)
        for name in names:
            default_storage.delete(f"{folder}/{name}")
        with suppress(OSError):  # a storage that keeps no folders
            default_storage.delete(folder)
