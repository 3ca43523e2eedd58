"""Folders of pictures that no row has: a process was killed before it had saved one."""

import logging
import re
from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import timezone

from services.models.photos import Photo
from services.photos.files import remove

LEFT_ALONE = timedelta(days=1)  # somebody may just be adding it
MOST = 5  # folders; more than that come of a database that is older than the photos beside it

log = logging.getLogger(__name__)


def sweep() -> None:
    """Take them away. Raises errors of the database alone: whoever else is served goes on."""
    try:
        with suppress(FileNotFoundError):  # nobody has added a photo yet
            sweep_old([folder for folder in folders() if is_old(folder)])
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  each storage has errors of its own
        log.warning("Folders of photos were not looked through (%s)", type(error).__name__)


def sweep_old(found: list[str]) -> None:
    rows = set(Photo.objects.filter(folder__in=found).values_list("folder", flat=True))
    of_nobody = [folder for folder in found if folder not in rows]
    if len(of_nobody) > MOST:
        log.warning("%s folders of photos have no row: they were left", len(of_nobody))
        return
    for folder in of_nobody:
        remove(folder)


def folders() -> list[str]:
    """Those that photos are stored in; whatever else lies there is none of ours."""
    names, _files = default_storage.listdir("")
    return [name for name in names if re.fullmatch(r"[0-9a-f]{20}", name)]


def is_old(folder: str) -> bool:
    _folders, names = default_storage.listdir(folder)
    paths = [f"{folder}/{name}" for name in names] or [folder]
    newest = max(map(default_storage.get_modified_time, paths))
    return newest < timezone.now() - LEFT_ALONE
