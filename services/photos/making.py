"""The files that are made of a picture: all that is ever stored and served of it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image

WIDTHS = (360, 720, 1080)  # pixels; the column of a text has 624
SHARED = (1200, 630)  # what a shared link shows
# By the ending of the name. One thread: so the same picture makes the same bytes.
ENCODERS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 6, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 75, "method": 4},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
}


@dataclass(frozen=True)
class Made:
    files: dict[str, bytes]  # by name: "720.webp", "share.jpg"
    widths: list[int]
    height: int  # at the largest width

    @property
    def has_avif(self) -> bool:
        return f"{self.widths[0]}.avif" in self.files


def made(image: Image.Image, focus: tuple[int, int]) -> Made:
    """All of them. `focus` is what matters most: percent from the left and from the top.

    Raises ValidationError where one cannot be made.
    """
    widths = [*(width for width in WIDTHS if width < image.width), min(image.width, WIDTHS[-1])]
    widths = list(dict.fromkeys(widths))
    try:
        sizes = {width: at_width(image, width) for width in widths}
        files = {
            f"{width}.{ending}": encoded(size, ending)
            for ending in ENCODERS
            for width, size in sizes.items()
        }
        files["share.jpg"] = encoded(shared(image, focus), "jpg")
    except Exception as error:  # each encoder has its own
        raise ValidationError(
            "One of the sizes of this picture could not be made, so nothing was stored. Save it"
            " anew with a program for photos, and choose that file."
        ) from error
    if any(len(files[f"{width}.avif"]) >= len(files[f"{width}.webp"]) for width in widths):
        files = {name: content for name, content in files.items() if not name.endswith(".avif")}
    return Made(files, widths, sizes[widths[-1]].height)


def at_width(image: Image.Image, width: int) -> Image.Image:
    height = round(image.height * width / image.width)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def shared(image: Image.Image, focus: tuple[int, int]) -> Image.Image:
    """The largest piece of that shape around the focus, as far as the picture reaches."""
    shape = SHARED[0] / SHARED[1]
    width = min(image.width, image.height * shape)
    height = width / shape
    left = min(max(image.width * focus[0] / 100 - width / 2, 0), image.width - width)
    top = min(max(image.height * focus[1] / 100 - height / 2, 0), image.height - height)
    piece = (left, top, left + width, top + height)
    return image.resize(SHARED, Image.Resampling.LANCZOS, box=piece)


def encoded(image: Image.Image, ending: str) -> bytes:
    file = BytesIO()
    image.save(file, **ENCODERS[ending])
    return file.getvalue()
