"""What a new version of the site brings to pages that staff work on."""

from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from njcmo_site.given_keys import Keys, digest
from services.models import Card, CardSource, FirstCall, Given, Section, Topic, UrgentSign

pytestmark = pytest.mark.django_db
NAMED = Keys([])
PAGE = "/admin/newer-words/"


def load() -> str:
    told = StringIO()
    call_command("load_starter_content", stdout=told)
    return told.getvalue()


def given_before(row, **texts):
    """As if an earlier version had given this row these texts, and staff had left them alone."""
    type(row).objects.filter(pk=row.pk).update(**texts)
    for name, text in texts.items():
        was = digest(NAMED.canonical(text))
        Given.objects.filter(key=f"{NAMED.of(row)} {name}").update(stored=was, shipped=was)


def publish(page: Topic) -> None:
    page.publish(page.content(), None, "Test")


@pytest.fixture
def section():
    return Section.objects.select_related("topic").get(topic__hub=None, anchor="signs")


def test_a_page_that_was_in_step_becomes_an_edition_of_the_new_version(section, client):
    ours = section.heading_en
    given_before(section, heading_en="An old heading")
    publish(section.topic)
    load()
    live = section.topic.live_edition()
    assert (live.why, live.made_by) == ("From a new version of the site.", None)
    assert ours in client.get("/occupational-therapy/").content.decode()
    numbers = section.topic.editions.count()
    load()
    assert section.topic.editions.count() == numbers


def test_a_page_with_a_draft_of_staff_is_renewed_there_and_published_by_them(section, client):
    ours = section.heading_en
    given_before(section, heading_en="An old heading")
    publish(section.topic)
    Topic.objects.filter(pk=section.topic_id).update(title_en="Not yet for families")
    told = load()
    assert (
        f"Renewed in a draft that waits to be published: {section.topic_id and 'Not yet'}" in told
    )
    page = client.get("/occupational-therapy/").content.decode()
    assert "An old heading" in page
    assert "Not yet for families" not in page
    section.refresh_from_db()
    assert section.heading_en == ours


def test_a_page_that_staff_withdrew_stays_withdrawn(section, client):
    given_before(section, heading_en="An old heading")
    section.topic.withdraw()
    load()
    assert client.get("/occupational-therapy/").status_code == 404


def rows():
    card = Card.objects.get(slug="socks")
    call = FirstCall.objects.exclude(scripts=None).first()
    return {
        "section": (Section.objects.first(), "body_en", "<p>Ours</p>"),
        "fact": (FirstCall.objects.get(name="span"), "phone", "609-555-0142"),
        "urgent sign": (UrgentSign.objects.first(), "advice_es", "Llame al 911 ya."),
        "source of a card": (CardSource.objects.filter(card=card).first(), "title", "Ours"),
        "script of a call": (call.scripts.first(), "text_en", "“Ours”"),
    }


@pytest.mark.parametrize("kind", ["section", "fact", "urgent sign", "source of a card"])
def test_words_of_staff_are_compared_with_the_newer_ones(editor, kind):
    row, name, ours = rows()[kind]
    shipped = getattr(row, name)
    given_before(row, **{name: "Given before"})
    type(row).objects.filter(pk=row.pk).update(**{name: ours})
    load()
    assert "1 text of yours to compare" in editor.get("/admin/").content.decode()
    page = BeautifulSoup(editor.get(PAGE).content, "lxml")
    for text, cell in zip((ours, shipped), page.select("td"), strict=True):
        words = BeautifulSoup(text, "html.parser").get_text(" ").split()
        assert set(words) <= set(cell.get_text(" ").split())
    form = editor.get(page.select_one("a.button[href*=change]")["href"])
    assert form.status_code == 200
    editor.post(PAGE, {"leave": page.select_one("button[name=leave]")["value"]})
    assert "There are none." in editor.get(PAGE).content.decode()
    load()
    assert "There are none." in editor.get(PAGE).content.decode()


def test_a_suggestion_ends_when_staff_take_it_over(editor, section):
    shipped = section.heading_en
    given_before(section, heading_en="Given before")
    Section.objects.filter(pk=section.pk).update(heading_en="Ours")
    load()
    load()
    assert "Ours" in editor.get(PAGE).content.decode()
    Section.objects.filter(pk=section.pk).update(heading_en=shipped)
    assert "There are none." in editor.get(PAGE).content.decode()


def test_nobody_compares_what_they_may_not_change(client, staff, section):
    given_before(section, heading_en="Given before")
    Section.objects.filter(pk=section.pk).update(heading_en="Ours")
    load()
    client.force_login(staff("manager"))
    assert "Ours" not in client.get(PAGE).content.decode()
    client.force_login(staff("intake coordinator"))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"leave": "x"}).status_code == 403
