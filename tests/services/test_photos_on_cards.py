"""Photos on the cards to try today; where one is used, it stays."""

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.db.models import ProtectedError

from services.models import Card, Photo
from tests.factories import make_photo, publish
from tests.queries import queries_of
from tests.staff_pages import delete, form_at, save

pytestmark = pytest.mark.django_db

SOCKS = "/try-today/socks/"


@pytest.fixture
def card():
    return Card.objects.get(slug="socks")


@pytest.fixture
def editor(client, staff):
    client.force_login(staff("content editor"))
    return client


def give(card, photo) -> None:
    card.photo = photo
    card.save()


def soup(client, path):
    return BeautifulSoup(client.get(path).content, "lxml")


def shown(client, path=SOCKS):
    return soup(client, path).select_one(".sheet picture img")


@pytest.mark.parametrize("query", ["", "?both=1"])
def test_a_card_shows_its_photo_in_the_size_that_the_screen_needs(client, card, query):
    photo = make_photo()
    give(card, photo)
    publish(card)
    image = shown(client, f"/es{SOCKS}{query}")
    assert image["alt"] == "Un niño en un columpio"
    assert (image["width"], image["height"]) == ("1080", "694")
    webp = image.find_parent("picture").select_one("[type='image/webp']")
    assert f"/media/{photo.folder}/720.webp 720w" in webp["srcset"]


def test_families_see_it_once_it_is_published_and_staff_in_the_draft(editor, card):
    give(card, make_photo())
    assert shown(editor) is None
    assert shown(editor, f"{SOCKS}?draft")
    publish(card)
    assert shown(editor)


def test_a_shared_link_shows_the_photo_of_the_card(client, card):
    give(card, make_photo())
    publish(card)
    image = soup(client, SOCKS).select_one('meta[property="og:image"]')["content"]
    assert image.endswith(f"/media/{card.photo.folder}/share.jpg")


def test_another_photo_is_a_change_in_words(card):
    before = card.content()
    give(card, make_photo())
    (fields,) = card.differences(before, card.content())
    assert [line["name"] for line in fields["lines"]] == ["photo"]
    assert "".join(words for _, words in fields["lines"][0]["now"]) == "A swing"


def test_an_edition_from_before_cards_had_photos_is_as_ahead_as_it_was(card):
    content = card.live_edition().content
    content["fields"].pop("photo_id")
    assert not card.differs(content)
    assert card.revived(content).photo_id is None


def test_a_photo_is_chosen_by_its_title(editor, card):
    photo = make_photo()
    assert save(editor, card, photo=str(photo.pk)).status_code == 302
    card.refresh_from_db()
    assert card.photo == photo


def test_a_photo_costs_a_card_no_query(client, card):
    without = queries_of(client, SOCKS)
    give(card, make_photo())
    publish(card)
    client.get(SOCKS)
    assert queries_of(client, SOCKS) == without


def refused(client, photo) -> str:
    assert delete(client, photo).status_code == 200
    assert Photo.objects.filter(pk=photo.pk).exists()
    page = soup(client, form_at(photo).replace("change", "delete"))
    return page.select_one("#content").get_text(" ", strip=True)


def test_a_photo_of_a_draft_of_a_card_is_not_deleted(editor, card):
    give(card, make_photo())
    assert card.place in refused(editor, card.photo)
    assert card.place in soup(editor, form_at(card.photo)).get_text()
    with pytest.raises(ProtectedError), transaction.atomic():
        card.photo.delete()


def test_a_photo_of_a_card_that_families_see_is_not_deleted_though_no_draft_has_it(editor, card):
    photo = make_photo()
    give(card, photo)
    publish(card)
    give(card, None)
    assert f"edition 2 of “{card}”" in refused(editor, photo)
    publish(card)
    assert delete(editor, photo).status_code == 302


def test_an_old_edition_without_its_photo_is_read_and_restored_without_it(editor, card):
    photo = make_photo()
    give(card, photo)
    publish(card)
    old = card.editions.get(number=2)
    give(card, None)
    publish(card)
    delete(editor, photo)
    assert shown(editor, f"{SOCKS}?draft=2") is None
    card.restore(old.content)
    card.refresh_from_db()
    assert card.photo is None
