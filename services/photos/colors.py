"""The colors of a picture as every screen shows them: sRGB, with nothing to look through."""

from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
# By the color space of a profile: the mode of a picture that it is for.
MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
LARGEST_PROFILE = 4 * 1024 * 1024  # bytes; those of printers have one or two megabytes


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Raises ValidationError where its color profile is broken or of other pictures."""
    if not profile:
        return image.convert("RGB")
    try:
        if len(profile) > LARGEST_PROFILE:
            raise ValueError("no profile is as large")
        opened = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = MODES[opened.profile.xcolor_space.strip()]
        if mode not in {image.mode, "RGB"}:
            raise ValueError("a profile of other pictures")
        shown = ImageCms.profileToProfile(image.convert(mode), opened, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, KeyError, ValueError, TypeError) as error:
        raise ValidationError(
            "The color profile in this file is broken. Save the picture anew with a program for"
            " photos, and choose that file."
        ) from error
    assert shown is not None, "it was not asked to change the picture in place"  # noqa: S101
    return shown


def on_white(image: Image.Image) -> Image.Image:
    """In a mode that a profile can be for: RGB, L or CMYK; what is clear becomes white."""
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    if image.mode.startswith("I"):  # 16 bits of gray
        return image.convert("I").point(lambda value: value / 257).convert("L")
    mode = "L" if image.mode == "1" else "RGB"
    return image if image.mode in MODES.values() else image.convert(mode)
