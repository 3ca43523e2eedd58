"""The picture that a message shows which has a link to a page: drawn of its title and drawing."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from PIL import Image

from services.models import Card, Topic
from services.models.pictures import Picture
from services.share_pictures import views
from services.share_pictures.drawing import HIGHEST, LEFT, WIDTH, drawn, fitted
from services.share_pictures.words import FIXED, SharePicture
from tests.factories import publish

pytestmark = pytest.mark.django_db

AUTISM = "/occupational-therapy/autism/"
SOCKS = "/try-today/socks/"
ORIGIN = "http://127.0.0.1:8000"
DENIM = (38, 66, 111)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def graph(client, path) -> dict[str, str]:
    page = BeautifulSoup(client.get(path).content, "lxml")
    return {tag["property"]: tag["content"] for tag in page.select("meta[property^='og:image']")}


def address(client, path) -> str:
    found = graph(client, path)["og:image"]
    assert found.startswith(f"{ORIGIN}/media/share/")
    return found.removeprefix(ORIGIN)


def picture(client, path) -> Image.Image:
    response = client.get(address(client, path))
    assert response["Content-Type"] == "image/png"
    return Image.open(BytesIO(response.getvalue()))


@pytest.mark.parametrize("path", ["/", AUTISM, SOCKS, "/faq/", "/school-letter/", "/try-today/"])
def test_each_page_has_a_picture_of_its_own_in_each_language(client, path):
    english, spanish = address(client, path), address(client, f"/es{path}")
    assert len({english, spanish, address(client, "/get-help/")}) == 3
    assert picture(client, path).size == picture(client, f"/es{path}").size == (1200, 630)


def test_a_picture_tells_the_title_of_its_page_in_its_language(client):
    title = Topic.objects.get(address="autism").title_es
    assert graph(client, f"/es{AUTISM}")["og:image:alt"] == f"NJCMO: {title}"


@pytest.mark.parametrize("drawing", [*Picture.values, *(drawing for drawing, _ in FIXED.values())])
def test_each_drawing_can_be_shared(drawing):
    content = drawn(SharePicture(drawing, "Sleep", "For children", "en"))
    assert Image.open(BytesIO(content)).size == (1200, 630)
    assert len(content) < 100 * 1024


@pytest.mark.parametrize(
    "words",
    ["W" * 120, "¿" + "Desenvolvimiento " * 7, "Autorización previa del seguro médico " * 3, "OT"],
)
def test_the_longest_title_stays_within_its_picture(words):
    left, top, right, bottom = fitted(words).get_bbox()
    assert right - left <= WIDTH
    assert bottom - top <= HIGHEST
    image = Image.open(BytesIO(drawn(SharePicture("sock", words, "For children in Jersey", "en"))))
    frame = [(x, y) for x in range(LEFT + WIDTH) for y in (*range(20), *range(610, 630))]
    frame += [(x, y) for x in (*range(LEFT - 8), *range(652, 700)) for y in range(630)]
    assert {image.getpixel(place) for place in frame} == {DENIM}


def test_a_page_that_staff_made_has_its_own(client):
    publish(Topic.objects.create(address="sleep", title="Sleep", short_title="Sleep"))
    assert graph(client, "/sleep/")["og:image:alt"] == "NJCMO: Sleep"
    assert picture(client, "/sleep/").size == (1200, 630)


def test_another_title_has_another_picture_and_the_former_one_stays_in_messages(client):
    card = Card.objects.get(slug="socks")
    former = address(client, SOCKS)
    client.get(former).getvalue()
    card.title_en = "When socks are hard"
    card.save()
    assert address(client, SOCKS) == former
    publish(card)
    assert address(client, SOCKS) != former
    assert client.get(former).getvalue()


def test_it_is_drawn_once_and_kept_for_good(client, monkeypatch):
    place = address(client, AUTISM)
    first = client.get(place)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert default_storage.exists(place.removeprefix("/media/"))
    monkeypatch.setattr(views, "drawn", None)
    assert client.get(place).getvalue() == first.getvalue()


def test_a_page_of_another_site_shows_it_where_a_message_is_read(client):
    picture = client.get(address(client, AUTISM))
    assert picture["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_disk_that_is_full_costs_no_message_its_picture(client, monkeypatch, caplog):
    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    assert picture(client, AUTISM).size == (1200, 630)
    assert "could not be stored" in caplog.text


def test_one_that_was_cut_short_is_drawn_anew(client):
    place = address(client, AUTISM)
    whole = client.get(place).getvalue()
    path = place.removeprefix("/media/")
    for cut in (whole[:-20], b""):
        with default_storage.open(path, "wb") as file:
            file.write(cut)
        assert client.get(place).getvalue() == whole
        with default_storage.open(path) as file:
            assert file.read() == whole


def test_nobody_makes_the_site_draw_what_they_like(client, media):
    other = SharePicture("sock", "Buy now", "", "en")
    assert client.get(f"/media/share/{other.name}.png").status_code == 404
    assert list(media.iterdir()) == []


def test_a_draft_shares_the_picture_of_the_home_page(client, staff):
    Topic.objects.create(address="sleep", title="Sleep", short_title="Sleep")
    client.force_login(staff("content editor"))
    assert address(client, "/sleep/?draft") == address(client, "/")
