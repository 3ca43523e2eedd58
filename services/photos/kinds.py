"""What a file is, by its content; its name has to say the same."""

from django.core.exceptions import ValidationError

# By the name that Pillow has for it: how its name may end.
ENDINGS = {
    "JPEG": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
}
WANTED = "Choose a JPEG, PNG or WebP."
# What is often sent instead, by how it begins.
OTHERS = {
    b"GIF8": "a GIF",
    b"%!PS": "PostScript (EPS)",
    b"\xc5\xd0\xd3\xc6": "PostScript (EPS)",
    b"%PDF": "a PDF",
    b"II*\0": "a TIFF",
    b"MM\0*": "a TIFF",
    b"BM": "a BMP",
    b"PK": "an archive or a document",
}
AVIF = (b"avif", b"avis")
HEIC = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc")
# What a picture has no need of, and what another program would open as a page or an archive.
HIDDEN = (b"<script", b"<?php", b"<html", b"<!doctype", b"%pdf-", b"pk\5\6\0\0\0\0")


def kind_of(content: bytes) -> str:
    """A key of ENDINGS. Raises ValidationError for whatever else it is."""
    brand = content[8:12]
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"RIFF") and brand == b"WEBP":
        return "WEBP"
    raise ValidationError(f"This is {other_kind(content, brand)}. {WANTED}")


def other_kind(content: bytes, brand: bytes) -> str:
    if content[4:8] == b"ftyp" and brand in AVIF:
        return "an AVIF, which does not say how large it is until it is read"
    if content[4:8] == b"ftyp" and brand in HEIC:
        return "a HEIC, as iPhones make them, which no browser but Safari shows"
    if b"<svg" in content[:4096].lower():
        return "an SVG, which can hold a program"
    named = [name for begins, name in OTHERS.items() if content.startswith(begins)]
    return named[0] if named else "no picture that the site can read"


def refuse_disguised(content: bytes, name: str) -> None:
    """Raise ValidationError where the name says something else, or more than a picture is in it."""
    kind = kind_of(content)
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS[kind]:
        raise ValidationError(
            f"This is a {kind}, and the name of the file does not say so. Make its name end in"
            f" .{ENDINGS[kind][0]}, and choose it again."
        )
    folded = content.lower()
    if any(mark in folded for mark in HIDDEN):
        raise ValidationError(
            "This file holds more than a picture: a page, a program or an archive is hidden in it."
            " Save the picture anew with a program for photos, and choose that file."
        )
