"""A picture comes in: read, made in all sizes and stored, or refused with nothing left of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from services.models.photos import Photo
from services.photos.files import store, take_away
from services.photos.making import Made, made
from services.photos.opening import opened

MOST_A_DAY = 40  # of one person

one_at_a_time = threading.Lock()  # the largest takes some hundred megabytes while it is read


@dataclass
class Received:
    made: Made | None = None
    refused: str = ""
    written: list[str] = field(default_factory=list)
    saved: bool = False  # once there is a row


@contextmanager
def receiving(sent: UploadedFile, by: Any, focus: tuple[int, int]) -> Iterator[Received]:
    """What was made of it is taken away again unless a row is saved with it.

    Outside of a transaction: it takes seconds, in which nobody else could save.
    """
    received = Received()
    try:
        refuse_too_many(by)
        with one_at_a_time:
            received.made = made(opened(sent), focus)
        refuse_twin(received.made.folder)
        received.written = store(received.made)
    except ValidationError as error:
        received.refused = error.messages[0]
    except OSError:
        received.refused = "It could not be stored. Try again, or tell whoever runs the site."
    try:
        yield received
    finally:
        if received.made and not received.saved:
            take_away(received.made.folder, received.written)


def refuse_too_many(by: Any) -> None:
    day = timezone.now() - timedelta(days=1)
    if Photo.objects.filter(made_by=by, made_at__gt=day).count() >= MOST_A_DAY:
        raise ValidationError(
            f"You added {MOST_A_DAY} photos within a day, which is the most. Go on tomorrow."
        )


def refuse_twin(folder: str) -> None:
    if twin := Photo.objects.filter(folder=folder).first():
        raise ValidationError(f"This photo is here already: “{twin}”.")
