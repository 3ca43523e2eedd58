"""Photos that staff add: what is refused, what is made, what is stored."""

import os
import re
import time
from datetime import timedelta
from io import BytesIO
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageCms

from services.models import Photo
from services.photos import making, opening, receiving
from services.photos.sweeping import sweep
from tests.factories import make_photo
from tests.photos import ADD, TYPED, drawn, packed, png_that_says, send
from tests.staff_pages import delete, form_at, save

pytestmark = pytest.mark.django_db

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
JPEG = packed(drawn())
HALF = JPEG[: len(JPEG) // 2]
MOVING = packed(drawn(), "WEBP", save_all=True, append_images=[drawn().rotate(180)], duration=100)
BROKEN_PROFILE = packed(drawn(), icc_profile=b"acsp" * 100)
OTHER_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
ZIP_BEHIND = JPEG + b"PK\x03\x04x" + b"PK\x05\x06" + b"\0" * 18


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def editor(client, staff):
    client.force_login(staff("content editor"))
    return client


def files(media) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def told(response) -> str:
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    return page.select_one("[role=alert]").get_text(" ", strip=True)


def stored(media) -> dict[str, Image.Image]:
    return {path.name: Image.open(BytesIO(path.read_bytes())) for path in media.rglob("*.*")}


def test_a_photo_is_stored_in_all_sizes_and_not_as_it_was_sent(editor, media):
    assert send(editor).status_code == 302
    photo = Photo.objects.get()
    assert (photo.widths, photo.height, photo.made_by.username) == (
        [360, 720, 1080],
        694,
        "content-editor",
    )
    made = stored(media)
    assert set(made) == {
        *(f"{width}.{ending}" for width in (360, 720, 1080) for ending in ("avif", "webp", "jpg")),
        "share.jpg",
    }
    assert {(made[f"{width}.webp"].size[0]) for width in photo.widths} == set(photo.widths)
    assert made["share.jpg"].size == (1200, 630)
    assert JPEG not in [path.read_bytes() for path in media.rglob("*.*")]
    assert media.joinpath(photo.folder).is_dir()


def test_no_size_is_larger_than_the_photo(editor, media):
    send(editor, packed(drawn((800, 500))))
    assert Photo.objects.get().widths == [360, 720, 800]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SVG, "swing.svg", "an SVG, which can hold a program"),
        (SVG, "swing.jpg", "an SVG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "swing.jpg", "PostScript (EPS)"),
        (b"GIF89a" + b"\0" * 50, "swing.gif", "This is a GIF"),
        (b"%PDF-1.7", "swing.png", "a PDF"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "IMG_1.HEIC", "a HEIC, as iPhones make them"),
        (b"Hello", "swing.jpg", "no picture that the site can read"),
        (packed(drawn(), "PNG"), "swing.jpg", "This is a PNG, and the name"),
        (JPEG, "swing.php", "This is a JPEG, and the name"),
        (JPEG, "<img src=x onerror=alert(1)>", "This is a JPEG, and the name"),
        (JPEG + b"<html><script>alert(1)</script>", "swing.jpg", "a program or an archive"),
        (ZIP_BEHIND, "swing.jpg", "a program or an archive"),
        (packed(drawn(), comment=b"<?php system(1) ?>"), "swing.jpg", "a program or an archive"),
        (HALF, "swing.jpg", "damaged or not whole"),
        (JPEG[:40], "swing.jpg", "damaged or not whole"),
        (packed(drawn(), "PNG")[:9000], "swing.png", "damaged or not whole"),
        (packed(drawn(), "WEBP")[:900], "swing.webp", "damaged or not whole"),
        (packed(drawn(), "AVIF"), "swing.avif", "an AVIF, which does not say how large it is"),
        (JPEG + b"\xff\xda" * 100, "swing.jpg", "damaged or not whole"),
        (png_that_says(50_000, 50_000), "swing.png", "more than 40 megapixels"),
        (png_that_says(10_000, 10_000), "swing.png", "more than 40 megapixels"),
        (png_that_says(8200, 5000), "swing.png", "more than 40 megapixels"),
        (MOVING, "swing.webp", "This picture moves"),
        (BROKEN_PROFILE, "swing.jpg", "The color profile in this file is broken"),
        (packed(drawn(), icc_profile=OTHER_PROFILE), "swing.jpg", "The color profile"),
        (packed(drawn((500, 500))), "swing.jpg", "too small: 600 by 315 pixels"),
        (packed(drawn((2000, 400))), "swing.jpg", "too long and narrow"),
        (JPEG + b"\0" * (15 * 1024 * 1024 + 1 - len(JPEG)), "swing.jpg", "more than 15 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_what_is_no_photo_is_refused_with_words_and_leaves_nothing(
    editor, media, content, name, words
):
    response = send(editor, content, name)
    assert words in told(response)
    assert "onerror" not in response.content.decode()
    assert files(media) == []
    assert not Photo.objects.exists()
    assert response.context["adminform"].form["alt_es"].value() == TYPED["alt_es"]


def test_15_mb_and_40_megapixels_are_taken(editor, monkeypatch):
    filled = JPEG + b"\0" * (15 * 1024 * 1024 - len(JPEG))
    assert send(editor, filled).status_code == 302
    monkeypatch.setattr(opening, "MOST_PIXELS", 1000 * 700)
    assert send(editor, packed(drawn((1000, 700)))).status_code == 302


def test_more_than_the_form_can_read_is_refused_before_it_is_read(editor, media):
    response = send(editor, b"\0" * (20 * 1024 * 1024))
    assert response.status_code == 413
    assert "A photo has at most 15 MB" in response.content.decode()


def test_who_is_not_signed_in_sends_no_more_than_a_form(client):
    client.cookies["sessionid"] = "a" * 32
    file = SimpleUploadedFile("a.jpg", b"\0" * (5 * 1024 * 1024))
    assert client.post(ADD, {"file": file}).status_code == 413


def test_no_copy_says_where_it_was_taken_by_what_or_who_it_shows(editor, media):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (40.0, 44.0, 33.0)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    words = {"comment": b"SecretComment", "xmp": b"<x:xmpmeta>SecretXmp</x:xmpmeta>"}
    sent = packed(drawn(), exif=exif, icc_profile=srgb, **words)
    assert sent.count(b"Secret") == 3
    assert send(editor, sent).status_code == 302
    assert len(files(media)) == 10
    for path in media.rglob("*.*"):
        assert b"Secret" not in path.read_bytes()
        copy = Image.open(BytesIO(path.read_bytes()))
        copy.load()
        assert not copy.getexif()
        assert copy.info.keys() & {"exif", "icc_profile", "xmp", "comment"} == set()


def test_a_photo_that_lies_on_its_side_is_stored_upright(editor, media):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    send(editor, packed(drawn((1600, 1000)), exif=exif))
    largest = stored(media)["1000.jpg"]
    assert largest.size == (1000, 1600)
    red, _, blue = largest.getpixel((500, 100))
    assert red > blue  # what was on the left is above


def near(pixel, wanted) -> bool:
    return all(abs(one - other) <= 40 for one, other in zip(pixel, wanted, strict=True))


def transparent() -> bytes:
    image = drawn(mode="RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    return packed(image.quantize(16), "PNG", transparency=0)


@pytest.mark.parametrize(
    ("content", "name", "at_the_left"),
    [
        (packed(drawn(mode="CMYK")), "swing.jpg", (200, 30, 30)),
        (packed(drawn(mode="L")), "swing.jpg", (81, 81, 81)),
        (packed(drawn(mode="P"), "PNG"), "swing.png", (200, 30, 30)),
        (transparent(), "swing.png", (255, 255, 255)),
        (packed(drawn(mode="L").convert("I;16"), "PNG"), "swing.png", (0, 0, 0)),
        (packed(drawn(mode="1"), "PNG"), "swing.png", None),
        (packed(drawn(mode="RGBA"), "WEBP"), "SWING.WEBP", (200, 30, 30)),
    ],
    ids=["cmyk", "gray", "palette", "clear palette", "16 bits", "1 bit", "rgba"],
)
def test_each_way_to_write_a_color_is_shown(editor, media, content, name, at_the_left):
    assert send(editor, content, name).status_code == 302
    shown = stored(media)["720.jpg"]
    assert shown.mode == "RGB"
    assert at_the_left is None or near(shown.getpixel((60, 200)), at_the_left)


def test_the_colors_of_another_profile_become_those_of_every_screen(editor, media):
    """A profile by which the same numbers mean a gray that is not the same."""
    gray = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = gray.replace(b"rXYZ", b"tmpX").replace(b"bXYZ", b"rXYZ").replace(b"tmpX", b"bXYZ")
    send(editor, packed(drawn(), icc_profile=swapped))
    red, _, blue = stored(media)["720.jpg"].getpixel((60, 200))
    assert blue > red


@pytest.mark.parametrize("ending", ["avif", "webp", "jpg"])
def test_a_size_that_cannot_be_made_refuses_the_photo(editor, media, monkeypatch, ending):
    broken = making.ENCODERS | {ending: {"format": "NONE"}}
    monkeypatch.setattr(making, "ENCODERS", broken)
    assert "One of the sizes of this picture could not be made" in told(send(editor))
    assert files(media) == []
    assert not Photo.objects.exists()


def test_a_full_disk_refuses_the_photo_and_leaves_no_part_of_it(editor, media, monkeypatch):
    whole = FileSystemStorage._save

    def fails(storage, name, content):
        written = whole(storage, name, content)
        if name.endswith("share.jpg"):
            raise OSError(28, "No space left on device")
        return written

    monkeypatch.setattr(FileSystemStorage, "_save", fails)
    assert "It could not be stored" in told(send(editor))
    assert files(media) == []
    assert not list(media.glob("*"))


def test_a_mistake_elsewhere_in_the_form_leaves_no_file(editor, media):
    words = told(send(editor, alt_en=""))
    assert "Say what it shows" in words
    assert "File: Choose it again, once the rest is right." in words
    assert "Title" in told(send(editor, title=""))
    assert files(media) == []
    assert send(editor).status_code == 302


def test_a_photo_with_words_is_no_decoration(editor):
    assert "Take this tick away" in told(send(editor, decorative="on"))
    assert send(editor, decorative="on", alt_en="", alt_es="").status_code == 302
    assert Photo.objects.get().decorative


def test_avif_is_kept_only_where_it_is_smaller(editor, media, monkeypatch):
    large = making.ENCODERS | {"avif": {"format": "AVIF", "quality": 100, "speed": 9}}
    monkeypatch.setattr(making, "ENCODERS", large)
    send(editor)
    assert not Photo.objects.get().has_avif
    assert not [name for name in files(media) if name.endswith(".avif")]


@pytest.mark.parametrize(("focus", "color"), [("0", 0), ("100", 2)])
def test_a_shared_link_shows_what_matters(editor, media, focus, color):
    send(editor, packed(drawn((3000, 800))), focus_x=focus)
    shared = stored(media)["share.jpg"]
    edges = [shared.getpixel((x, 300)) for x in (20, 1180)]
    assert max(edge[color] for edge in edges) > 150
    assert max(edge[2 - color] for edge in edges) < 150


def test_the_same_photo_sent_twice_shares_no_file(
    editor, media, django_capture_on_commit_callbacks
):
    send(editor)
    kept = files(media)
    send(editor, title="")  # is taken away again
    assert files(media) == kept
    send(editor)
    with django_capture_on_commit_callbacks(execute=True):
        Photo.objects.first().delete()
    assert files(media) == kept


def test_who_would_wait_long_for_another_photo_is_told_so(editor, media, monkeypatch):
    monkeypatch.setattr(receiving, "LONGEST_WAIT", 0)
    with receiving.one_at_a_time:
        assert "Another photo is being read." in told(send(editor))
        assert "no picture" in told(send(editor, b"Hello")), "what is none waits for nobody"
    assert files(media) == []
    assert send(editor).status_code == 302


@pytest.mark.parametrize("focus", ["0100", "٠", "101", "-1", "x", ""])
def test_a_point_that_is_typed_oddly_is_taken_as_the_form_takes_it(editor, media, focus):
    if send(editor, packed(drawn((3000, 800))), focus_x=focus).status_code == 302:
        red_on_the_left = stored(media)["share.jpg"].getpixel((20, 300))[0] > 150
        assert red_on_the_left == (Photo.objects.get().focus_x == 0)
    else:
        assert files(media) == []


def test_somebody_adds_40_photos_a_day_at_most(editor, staff, monkeypatch, media):
    monkeypatch.setattr(receiving, "MOST_A_DAY", 1)
    send(editor)
    other = packed(drawn((900, 700)))
    assert "within a day, which is the most" in told(send(editor, other))
    assert len(files(media)) == 10
    Photo.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    assert send(editor, other).status_code == 302


def test_words_of_a_photo_change_and_its_files_do_not(editor, media):
    send(editor)
    before = {path: path.read_bytes() for path in media.rglob("*.*")}
    photo = Photo.objects.get()
    page = BeautifulSoup(editor.get(form_at(photo)).content, "lxml")
    assert not page.select("[type=file], [name=focus_x]")
    assert save(editor, photo, alt_en="A girl on a swing").status_code == 302
    photo.refresh_from_db()
    assert (photo.alt_en, bool(photo.behind_since)) == ("A girl on a swing", True)
    assert {path: path.read_bytes() for path in media.rglob("*.*")} == before


def test_the_list_shows_each_photo(editor):
    send(editor)
    photo = Photo.objects.get()
    page = BeautifulSoup(editor.get("/admin/services/photo/").content, "lxml")
    image = page.select_one("#result_list img")
    assert image["src"] == f"/media/{photo.folder}/360.jpg"
    assert (image["width"], image["height"]) == ("120", "77")


def test_a_deleted_photo_takes_its_files_along(editor, media, django_capture_on_commit_callbacks):
    send(editor)
    with django_capture_on_commit_callbacks(execute=True):
        delete(editor, Photo.objects.get())
    assert not Photo.objects.exists()
    assert not list(media.glob("*"))


def test_a_file_is_served_for_good_and_as_nothing_but_a_picture(editor, client):
    send(editor)
    client.logout()
    photo = Photo.objects.get()
    types = {"1080.avif": "image/avif", "720.webp": "image/webp", "share.jpg": "image/jpeg"}
    for name, kind in types.items():
        response = client.get(photo.address(name))
        assert response["Content-Type"] == kind
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert not response.cookies
        assert Image.open(BytesIO(b"".join(response))).width in {1080, 720, 1200}


@pytest.mark.parametrize(
    "path",
    [
        "0" * 20 + "/720.webp",
        "0" * 20 + "/../../njcmo.sqlite3",
        "..%2F..%2Fsecret_key.secret",
        "secret",
        "0" * 20 + "/720.webp%0A",
        "0" * 20 + "/",
        "",
    ],
)
def test_nothing_else_is_served_from_that_folder(client, media, path):
    media.mkdir()
    (media / "secret").write_text("x")
    assert client.get(f"/media/{path}", follow=True).status_code == 404


def test_no_hub_takes_the_address_of_the_files(editor):
    hub = {"address": "media", "title_en": "M", "short_title_en": "M", "picture": "ball"}
    hub |= {"summary_en": "M", "description_en": "M", "order": "9"}
    assert "belongs to another page" in told(editor.post("/admin/services/topic/add/", hub))


def test_the_name_of_a_file_is_kept_nowhere(editor, media):
    send(editor, name="../../Rosa Núñez.jpg")
    photo = Photo.objects.get()
    assert not [name for name in files(media) if "Rosa" in name]
    assert re.fullmatch("[0-9a-f]{20}", photo.folder)


# What nobody saved -----------------------------------------------------------------------------


@pytest.fixture
def left(media):
    """left("ab") is a folder of a photo without a row, last changed so many hours ago."""

    def left(letters="ab", hours=25, files=("360.jpg", "720.jpg")):
        folder = media / (letters * 10)
        folder.mkdir(parents=True)
        for path in [folder / name for name in files] or [folder]:
            path.touch()
            changed_at = time.time() - hours * 3600
            os.utime(path, (changed_at, changed_at))
        return folder

    return left


def test_files_that_no_photo_has_are_swept_after_a_day(media, left):
    mine, new = make_photo(folder="0a" * 10), left("1b", hours=23)
    kept = left("0a")
    swept = [left("2c"), left("3d", files=())]
    others = media / "elsewhere"
    others.mkdir()
    sweep()
    assert [one.exists() for one in (kept, new, others, *swept)] == [True] * 3 + [False] * 2
    mine.refresh_from_db()


def test_a_photo_that_is_just_being_added_is_left_alone(left):
    begun = left()
    os.utime(begun / "720.jpg")
    sweep()
    assert begun.exists()


def test_beside_an_older_database_all_photos_are_left(left, caplog):
    found = [left(f"{number}e") for number in range(6)]
    sweep()
    assert all(one.exists() for one in found)
    assert "6 folders of photos have no row" in caplog.text


def test_a_storage_that_is_away_or_empty_ends_nothing(caplog, monkeypatch):
    sweep()
    assert caplog.text == ""
    monkeypatch.setattr(FileSystemStorage, "listdir", mock.Mock(side_effect=TimeoutError))
    sweep()
    assert "Folders of photos were not looked through (TimeoutError)" in caplog.text
