"""Somebody without an account reads a draft, until its link ends or is taken back."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from services.models import Card, PreviewLink, Topic

pytestmark = pytest.mark.django_db
KINDS = [(Topic, {"hub": None}), (Topic, {"address": "autism"}), (Card, {"slug": "socks"})]


@pytest.fixture(params=KINDS, ids=["hub", "page", "card"])
def draft(request):
    model, key = request.param
    row = model.objects.get(**key)
    row.title_en, row.title_es = "A draft’s title", "Un borrador"
    row.save()
    return row


def preview_page(draft) -> str:
    return f"/admin/services/{draft._meta.model_name}/{draft.pk}/preview/"


def test_an_editor_makes_a_link_and_takes_it_back(editor, draft, settings):
    editor.post(preview_page(draft))
    page = BeautifulSoup(editor.get(preview_page(draft)).content, "lxml")
    address = page.select_one("input[readonly]")["value"]
    path = address.removeprefix(settings.SITE_URL)
    reader = Client()
    assert "A draft’s title" in reader.get(path).content.decode()
    assert "Un borrador" in reader.get(f"/es{path}").content.decode()
    assert not reader.cookies
    editor.post(preview_page(draft), {"link": page.select_one("button[name=link]")["value"]})
    ended = reader.get(path)
    assert ended.status_code == 410
    assert "This link has ended" in ended.content.decode()
    assert "Este enlace ya no funciona" in reader.get(f"/es{path}").content.decode()


def test_a_link_shows_its_draft_alone_and_is_kept_and_found_by_nobody(client, draft):
    link = PreviewLink.objects.create(draft=draft)
    answer = client.get(link.get_absolute_url())
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "Edit this part" not in answer.content.decode()
    assert (
        "A draft’s title"
        not in client.get(draft.get_absolute_url(), {"draft": ""}).content.decode()
    )


def test_a_card_is_read_in_both_languages_by_its_link(client):
    card = Card.objects.get(slug="socks")
    path = PreviewLink.objects.create(draft=card).get_absolute_url()
    page = client.get(path, {"both": "1"}).content.decode()
    assert card.title_es in page
    assert card.title_en in page


def test_a_link_ends_after_fourteen_days(client, draft):
    link = PreviewLink.objects.create(draft=draft)
    for age, status in ((13, 200), (14, 410)):
        PreviewLink.objects.update(made_at=timezone.now() - timedelta(days=age))
        assert client.get(link.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    "change", [lambda signed: signed[:-1], lambda signed: "2" + signed, str.upper]
)
def test_what_nobody_signed_opens_nothing(client, change):
    link = PreviewLink.objects.create(draft=Topic.objects.first())
    signed = link.get_absolute_url().removeprefix("/preview/").removesuffix("/")
    assert client.get(f"/preview/{change(signed)}/").status_code == 410
    assert client.get("/preview/%00:x/").status_code in {400, 410}


def test_a_draft_that_is_deleted_has_no_link(client):
    card = Card.objects.get(slug="socks")
    link = PreviewLink.objects.create(draft=card)
    card.delete()
    assert client.get(link.get_absolute_url()).status_code == 410


def test_a_reviewer_makes_no_link_and_nobody_takes_back_one_of_another_page(client, staff, draft):
    link = PreviewLink.objects.create(draft=Topic.objects.get(address="adhd"))
    client.force_login(staff("clinical reviewer"))
    assert client.get(preview_page(draft)).status_code == 200
    assert client.post(preview_page(draft)).status_code == 403
    client.force_login(staff("content editor"))
    for key in (link.pk, "x", "9" * 30):
        client.post(preview_page(draft), {"link": key})
    assert list(PreviewLink.objects.all()) == [link]
