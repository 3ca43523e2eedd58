"""Photos in the sections of pages and in shared links; where one is used, it stays."""

import gzip
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from services.models import Photo, Topic
from tests.factories import make_photo, publish
from tests.queries import queries_of
from tests.staff_pages import delete, form_at, save

pytestmark = pytest.mark.django_db

AUTISM = "/occupational-therapy/autism/"


@pytest.fixture
def topic():
    return Topic.objects.get(address="autism")


@pytest.fixture
def section(topic):
    return topic.sections.first()


@pytest.fixture
def editor(client, staff):
    client.force_login(staff("content editor"))
    return client


def show(section, photo) -> None:
    section.photo = photo
    section.save()
    publish(section.topic)


def soup(client, path):
    return BeautifulSoup(client.get(path).content, "lxml")


def shown(client, path=AUTISM):
    return soup(client, path).select_one("section picture img")


def test_a_section_shows_its_photo_in_the_size_that_the_screen_needs(client, section):
    photo = make_photo()
    show(section, photo)
    image = shown(client)
    assert image.find_parent("section")["id"] == section.anchor
    assert image["src"] == f"/media/{photo.folder}/1080.jpg"
    assert image["alt"] == "A boy on a swing"
    sources = {one["type"]: one for one in image.find_parent("picture").select("source")}
    assert list(sources) == ["image/avif", "image/webp"]
    assert sources["image/webp"]["srcset"] == ", ".join(
        f"/media/{photo.folder}/{width}.webp {width}w" for width in (360, 720, 1080)
    )
    assert {one["sizes"] for one in sources.values()} == {"(max-width: 42rem) 92vw, 39rem"}


def test_its_place_is_kept_while_it_loads_and_it_loads_when_it_is_near(client, section):
    show(section, make_photo())
    image = shown(client)
    assert (image["width"], image["height"]) == ("1080", "694")
    assert (image["loading"], image["decoding"]) == ("lazy", "async")


def test_a_photo_without_avif_names_none(client, section):
    show(section, make_photo(has_avif=False))
    assert "avif" not in str(shown(client).find_parent("picture"))


def test_what_it_shows_is_told_in_the_language_of_the_page(client, section):
    photo = make_photo()
    show(section, photo)
    spanish = shown(client, f"/es{AUTISM}")
    assert (spanish["alt"], spanish.get("lang")) == ("Un niño en un columpio", None)
    photo.alt_es = ""
    photo.save()
    spanish = shown(client, f"/es{AUTISM}")
    assert (spanish["alt"], spanish["lang"]) == ("A boy on a swing", "en")


def test_of_a_decoration_nobody_is_told(client, section):
    show(section, make_photo(decorative=True, alt_en="", alt_es=""))
    assert shown(client)["alt"] == ""


def test_families_see_a_photo_once_it_is_published_and_until_another_edition(client, section):
    section.photo = make_photo()
    section.save()
    assert shown(client) is None
    publish(section.topic)
    section.photo = None
    section.save()
    assert shown(client)
    publish(section.topic)
    assert shown(client) is None


def test_a_draft_shows_its_photo_to_staff(editor, section):
    section.photo = make_photo()
    section.save()
    assert shown(editor, f"{AUTISM}?draft")


def test_another_photo_is_a_change_in_words(topic, section):
    before = topic.content()
    section.photo = make_photo()
    section.save()
    topic.share_photo = section.photo
    topic.save()
    page, part = topic.differences(before, topic.content())
    assert [line["name"] for line in page["lines"]] == ["photo of shared links"]
    assert [line["name"] for line in part["lines"]] == ["photo"]
    assert "".join(words for _, words in part["lines"][0]["now"]) == "A swing"


def test_a_photo_is_chosen_by_its_title(editor, section):
    photo = make_photo()
    response = save(editor, section, photo=str(photo.pk), evidence="everyday")
    assert response.status_code == 302
    section.refresh_from_db()
    assert section.photo == photo
    options = BeautifulSoup(editor.get(form_at(section)).content, "lxml").select("#id_photo option")
    assert [one.text for one in options] == ["---------", "A swing"]


def test_an_edition_from_before_there_were_photos_is_as_ahead_as_it_was(topic):
    content = topic.live_edition().content
    content["fields"].pop("share_photo_id")
    for section in content["sections"]:
        section.pop("photo_id")
    assert not topic.differs(content)
    assert topic.differences(content, topic.content()) == []
    assert topic.revived(content).share_photo_id is None


def test_a_shared_link_shows_the_photo_of_the_page(client, topic):
    photo = make_photo()
    topic.share_photo = photo
    topic.save()
    publish(topic)
    page = soup(client, f"/es{AUTISM}")
    image = page.select_one('meta[property="og:image"]')["content"]
    assert image.endswith(f"/media/{photo.folder}/share.jpg")
    assert image.startswith("http")
    told = page.select_one('meta[property="og:image:alt"]')["content"]
    assert told == "Un niño en un columpio"


def test_a_photo_costs_a_page_of_families_no_query(client, section):
    without = queries_of(client, AUTISM)
    show(section, make_photo())
    client.get(AUTISM)
    assert queries_of(client, AUTISM) == without


def test_a_page_with_photos_keeps_to_its_budget(client, topic):
    for number, section in enumerate(topic.sections.all()[:3]):
        section.photo = make_photo(folder=f"{number}123456789abcdef0123")
        section.save()
    publish(topic)
    for path in (AUTISM, f"/es{AUTISM}"):
        assert len(gzip.compress(client.get(path).content, 9)) <= 14 * 1024, path


def refused(client, photo) -> str:
    response = delete(client, photo)
    assert response.status_code == 200
    assert Photo.objects.filter(pk=photo.pk).exists()
    return BeautifulSoup(response.content, "lxml").select_one("#content").get_text(" ", strip=True)


def test_a_photo_of_a_draft_is_not_deleted(editor, section):
    photo = make_photo()
    section.photo = photo
    section.save()
    assert section.place in refused(editor, photo)
    assert section.place in editor.get(form_at(photo)).content.decode()
    with pytest.raises(ProtectedError), transaction.atomic():
        photo.delete()


def test_a_photo_of_shared_links_is_not_deleted(editor, topic):
    topic.share_photo = make_photo()
    topic.save()
    assert f"{topic}: shared links" in refused(editor, topic.share_photo)


def test_a_photo_that_families_see_is_not_deleted_though_no_draft_has_it(editor, section):
    photo = make_photo()
    show(section, photo)
    section.photo = None
    section.save()
    assert f"edition 2 of “{section.topic}”" in refused(editor, photo)
    publish(section.topic)
    assert delete(editor, photo).status_code == 302
    assert not Photo.objects.exists()


def test_a_photo_that_families_are_to_see_is_not_deleted(editor, topic, section):
    section.photo = make_photo()
    section.save()
    later = timezone.now() + timedelta(days=3)
    topic.publish(topic.content(), None, "Later", begins_at=later)
    photo, section.photo = section.photo, None
    section.save()
    assert f"edition 2 of “{topic}”" in refused(editor, photo)


def test_an_old_edition_without_its_photo_is_read_and_restored_without_it(editor, topic, section):
    photo = make_photo()
    show(section, photo)
    old = topic.editions.get(number=2)
    section.photo = None
    section.save()
    publish(topic)
    delete(editor, photo)
    assert shown(editor, f"{AUTISM}?draft=2") is None
    topic.restore(old.content)
    section.refresh_from_db()
    assert section.photo is None
