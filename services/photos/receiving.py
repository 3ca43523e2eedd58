"""A picture comes in: read, made in all sizes and stored, or refused with nothing left of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from services.models.photos import Photo
from services.photos.files import remove, store
from services.photos.making import Made, made
from services.photos.opening import content_of, opened

MOST_A_DAY = 40  # of one person
LONGEST_WAIT = 10  # seconds; who waits keeps visitors from being answered

one_at_a_time = threading.Lock()  # the largest takes some hundred megabytes while it is read


@dataclass
class Received:
    made: Made | None = None
    folder: str = ""
    refused: str = ""
    saved: bool = False  # once there is a row


@contextmanager
def receiving(sent: UploadedFile, by: Any, focus: tuple[int, int]) -> Iterator[Received]:
    """What was made of it is taken away again unless a row is saved with it.

    Outside of a transaction: it takes seconds, in which nobody else could save.
    """
    received = Received()
    try:
        refuse_too_many(by)
        content = content_of(sent)
        with alone():
            received.made = made(opened(content), focus)
        received.folder = store(received.made)
    except ValidationError as error:
        received.refused = error.messages[0]
    except OSError:
        received.refused = "It could not be stored. Try again, or tell whoever runs the site."
    try:
        yield received
    finally:
        if received.folder and not received.saved:
            remove(received.folder)


@contextmanager
def alone() -> Iterator[None]:
    if not one_at_a_time.acquire(timeout=LONGEST_WAIT):
        raise ValidationError("Another photo is being read. Choose this one again in a minute.")
    try:
        yield
    finally:
        one_at_a_time.release()


def refuse_too_many(by: Any) -> None:
    day = timezone.now() - timedelta(days=1)
    if Photo.objects.filter(made_by=by, made_at__gt=day).count() >= MOST_A_DAY:
        raise ValidationError(
            f"You added {MOST_A_DAY} photos within a day, which is the most. Go on tomorrow."
        )
