"""Files as somebody would send them: good ones, and such as are made to harm."""

import struct
import zlib
from io import BytesIO
from random import Random  # with a seed, it makes the same each time

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

ADD = "/admin/services/photo/add/"
TYPED = {"title": "A swing", "alt_en": "A boy on a swing", "alt_es": "Un niño en un columpio"}
TYPED |= {"focus_x": "50", "focus_y": "50"}


def drawn(size=(1400, 900), mode="RGB") -> Image.Image:
    """Red on the left, blue on the right, and between them as much to see as in a photo."""
    grains = Image.frombytes("RGB", (90, 60), Random(1).randbytes(90 * 60 * 3))
    image = grains.resize(size, Image.Resampling.BICUBIC)
    width, height = size
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 3, height), fill=(200, 30, 30))
    pen.rectangle((2 * width // 3, 0, width, height), fill=(30, 30, 200))
    return image.convert(mode)


def packed(image: Image.Image, kind="JPEG", **options) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that name this size; 8 bits of gray."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def send(client, content: bytes | None = None, name="swing.jpg", **typed):
    """As the form for a new photo does."""
    file = SimpleUploadedFile("a.jpg", packed(drawn()) if content is None else content)
    file._name = name  # Django's own would make it harmless here already
    return client.post(ADD, TYPED | {"file": file} | typed)
