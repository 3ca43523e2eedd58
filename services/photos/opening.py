"""A picture that somebody sent, opened as if it were meant to harm us."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from services.photos.colors import in_srgb, on_white
from services.photos.kinds import ENDINGS, refuse_disguised

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_WIDTH, LEAST_HEIGHT = 600, 315
LONGEST = 4  # times the other side
WORKED_WITH = 1600  # pixels of width: more than the largest that is made of it
# A JPEG is drawn over and over, by as many scans as it has; cameras make ten at most. Of thousands,
# in half a megabyte, reading takes minutes.
JPEG, SCAN, MOST_SCANS = b"\xff\xd8", b"\xff\xda", 100

DAMAGED = (
    "This picture is damaged or not whole. Open it on your computer: if you see it there, save it"
    " anew, and choose that file."
)
TOO_MANY = "This picture has more than 40 megapixels. Make it smaller, and choose it again."


def content_of(sent: UploadedFile) -> bytes:
    """Raises ValidationError, in words for staff, for what is refused before a pixel is read."""
    if (sent.size or 0) > MOST_BYTES:
        raise ValidationError(
            "This file has more than 15 MB. Make it smaller, and choose it again."
        )
    content: bytes = sent.read()
    refuse_disguised(content, sent.name or "")
    if content.startswith(JPEG) and content.count(SCAN) > MOST_SCANS:
        raise ValidationError(DAMAGED)
    return content


def opened(content: bytes) -> Image.Image:
    """Upright, in sRGB, with no more than its pixels: nothing else of the file is left.

    Raises ValidationError, in words for staff, for whatever the site does not take.
    """
    try:
        image = Image.open(BytesIO(content), formats=list(ENDINGS))
        refuse_shape(image)
        image.draft(None, (WORKED_WITH, WORKED_WITH))  # a large JPEG is read at a half or less
        image.load()
        upright = ImageOps.exif_transpose(image)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_MANY) from error
    except Exception as error:  # a decoder has any for a file that was made to break it
        raise ValidationError(DAMAGED) from error
    return pixels_of(upright, image.info.get("icc_profile"))


def refuse_shape(image: Image.Image) -> None:
    """By what the file says of itself, before a pixel is read."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise ValidationError(TOO_MANY)
    if getattr(image, "is_animated", False) and image.format != "MPO":  # of phones: two in one
        raise ValidationError("This picture moves. Choose one that stands still.")
    if min(width, height) < LEAST_HEIGHT or max(width, height) < LEAST_WIDTH:
        raise ValidationError(
            f"This picture is too small: {LEAST_WIDTH} by {LEAST_HEIGHT} pixels are the least."
        )
    if max(width, height) > LONGEST * min(width, height):
        raise ValidationError("This picture is too long and narrow. Cut it, and choose it again.")


def pixels_of(image: Image.Image, profile: bytes | None) -> Image.Image:
    plain = on_white(image)
    if plain.width > WORKED_WITH:
        height = round(plain.height * WORKED_WITH / plain.width)
        plain = plain.resize((WORKED_WITH, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    shown = in_srgb(plain, profile)
    clean = Image.new("RGB", shown.size)  # an encoder would take over what stands beside the pixels
    clean.paste(shown)
    return clean
