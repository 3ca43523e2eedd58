"""The picture of a shared link, drawn: its words beside its drawing, which lies there already."""

import re
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, ImageText

from services.share_pictures.words import SharePicture

FONT = settings.BASE_DIR / "static/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"
DRAWINGS = settings.BASE_DIR / "static/img/share"  # made by script/share-pictures
# Pixels; the picture has 1200 by 630, of which the drawing has the right.
LEFT, WIDTH, HEIGHT, HIGHEST, GAP = 72, 576, 630, 350, 28
SIZES = range(80, 28, -4)  # of the words: the largest in which all of them fit
LONGEST_WORD = 16  # letters, of which the widest fit in the smallest size
WHITE, YELLOW = "#fcfaf3", "#f3be55"  # as --on-denim and --thread
BOLD, REGULAR = 800, 400  # weights


@lru_cache(maxsize=32)  # a disk that is full makes no work of each visit
def drawn(picture: SharePicture) -> bytes:
    """A PNG."""
    image = Image.open(DRAWINGS / f"{picture.drawing}.png").convert("RGB")
    pen = ImageDraw.Draw(image)
    lines: list[tuple[Any, str]] = [
        (ImageText.Text("NJCMO", font(44, BOLD)), YELLOW),
        (fitted(picture.words), WHITE),
    ]
    if picture.subject:
        lines.append((wrapped(picture.subject, font(32, REGULAR)), WHITE))
    heights = [text.get_bbox()[3] for text, _color in lines]
    top = (HEIGHT - sum(heights) - GAP * (len(lines) - 1)) / 2
    for (text, color), height in zip(lines, heights, strict=True):
        pen.text((LEFT, top), text, color)
        top += height + GAP
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def fitted(words: str) -> ImageText.Text:
    """In lines; a word that is too long in any size is broken."""
    for size in SIZES:
        try:
            text = wrapped(words, font(size, BOLD))
        except ValueError:  # a word is wider than a line
            continue
        if text.get_bbox()[3] <= HIGHEST:
            return text
    broken = re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", r"\1 ", words)
    return wrapped(broken, font(SIZES[-1], BOLD))


def wrapped(words: str, of: ImageFont.FreeTypeFont) -> ImageText.Text:
    text = ImageText.Text(words, of, spacing=of.size / 8)
    text.wrap(WIDTH)
    return text


def font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    found = ImageFont.truetype(FONT, size)
    found.set_variation_by_axes([weight])
    return found
