"""The cards to read with a child: one for each topic, in both languages, with lines to color."""

import re

import pytest
from bs4 import BeautifulSoup

from njcmo_site.wording.reading import flesch_kincaid_grade
from services.models import FixedText, Topic
from services.models.pictures import Picture
from services.templatetags.reading_cards import line_art
from tests.factories import publish

pytestmark = pytest.mark.django_db
TOPICS = ["autism", "adhd", "sensory-issues", "behavior", "speech-and-ot", "ot-vs-pt"]
LANGUAGES = ["", "/es"]


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "lxml")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_card_has_six_lines_in_each_language_a_picture_and_a_frame(client, topic):
    card = soup(client, f"/first-visit-card/{topic}/").select_one(".sheet")
    for language in ("en", "es"):
        lines = [cell.get_text() for cell in card.select(f"tbody td[lang={language}]")]
        assert len(lines) == 6
        assert all(lines)
        assert any("____" in line for line in lines)
    assert [frame.name for frame in card.select(".frame")] == ["div", "div"]
    assert card.select_one(".frame.art svg")
    twin = soup(client, f"/es/first-visit-card/{topic}/").select_one(".sheet")
    assert str(twin.table) == str(card.table)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_second_grader_can_read_it(client, topic):
    text = FixedText.objects.get(name=f"child-card-{topic}").text_en
    lines = re.sub(r" ?_+", " it", text).splitlines()
    assert flesch_kincaid_grade("".join(f"<p>{line}</p>" for line in lines)) <= 2.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_topic_leads_to_its_card_and_the_list_to_all_in_the_order_of_the_topics(
    client, language
):
    addresses = [f"{language}/first-visit-card/{topic}/" for topic in TOPICS]
    for topic, address in zip(TOPICS, addresses, strict=True):
        page = soup(client, f"{language}/occupational-therapy/{topic}/")
        assert page.select_one(f'main a[href="{address}"]')
    listed = soup(client, f"{language}/first-visit-card/").select("[aria-labelledby=more] a")
    assert [link["href"] for link in listed] == addresses
    assert soup(client, f"{language}/try-today/").select_one(
        f'main a[href="{language}/first-visit-card/#more"]'
    )


def test_a_page_without_a_card_offers_none(client):
    page = soup(client, "/occupational-therapy/costs/")
    assert not page.select('a[href^="/first-visit-card/"]')
    assert client.get("/first-visit-card/costs/").status_code == 404


def test_what_staff_change_in_a_card_is_read_at_once_and_no_longer_with_its_topic(client):
    text = FixedText.objects.get(name="child-card-adhd")
    text.text_en = "I like <b>trains</b>.\nI draw one:"
    text.text_es = "Me gustan los trenes."
    text.save()
    card = soup(client, "/first-visit-card/adhd/").select_one(".sheet")
    rows = [row.get_text("|", strip=True) for row in card.select("tbody tr")]
    assert rows == ["I like <b>trains</b>.|Me gustan los trenes."]
    Topic.objects.get(address="adhd").delete()
    assert client.get("/first-visit-card/adhd/").status_code == 404
    assert len(soup(client, "/first-visit-card/").select("[aria-labelledby=more] a")) == 5


def test_a_card_keeps_its_address_when_its_topic_moves(client):
    topic = Topic.objects.get(address="adhd")
    topic.address = "attention"
    topic.save()
    publish(topic)
    page = soup(client, "/occupational-therapy/attention/")
    assert page.select_one('main a[href="/first-visit-card/adhd/"]')
    card = soup(client, "/first-visit-card/adhd/")
    assert card.select_one('main a[href="/occupational-therapy/attention/"]')


@pytest.mark.parametrize("picture", Picture)
def test_of_each_drawing_only_the_lines_are_left(picture):
    drawing = BeautifulSoup(line_art(picture.value), "xml").svg
    assert drawing.select("path")
    assert not drawing.select("style, [class], [style]")
