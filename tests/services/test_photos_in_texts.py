"""Photos between the paragraphs of texts: {{photo:12}} and nothing else is stored of one."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import override

from faq.models import Question
from services import names
from services.models import Card, Photo, Topic
from services.models.barriers import Kind, barriers
from tests.factories import make_photo, publish
from tests.queries import queries_of
from tests.staff_pages import delete, form_at, save

pytestmark = pytest.mark.django_db

AUTISM = "/occupational-therapy/autism/"


@pytest.fixture
def photo():
    return make_photo()


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


def with_photo(photo) -> str:
    return f"<p>Before.</p><p>{{{{photo:{photo.pk}}}}}</p><p>After.</p>"


def put(section, photo) -> None:
    section.body_en = section.body_es = with_photo(photo)
    section.save()


def soup(client, path):
    return BeautifulSoup(client.get(path).content, "lxml")


def shown(client, path=AUTISM):
    return soup(client, path).select_one(".rich picture img")


def test_a_photo_stands_between_two_paragraphs_with_all_that_its_row_says(client, section, photo):
    put(section, photo)
    publish(section.topic)
    image = shown(client, f"/es{AUTISM}")
    assert image["alt"] == "Un niño en un columpio"
    assert (image["src"], image["width"], image["height"]) == (photo.largest, "1080", "694")
    picture = image.find_parent("picture")
    assert picture.select_one("[type='image/webp']")["srcset"] == photo.webp
    around = picture.parent
    assert around.find_previous_sibling("p").get_text() == "Before."
    assert around.find_next_sibling("p").get_text() == "After."


def test_what_is_stored_names_the_photo_and_nothing_of_it(editor, section, photo):
    sent = with_photo(photo) + f'<p><img src="{photo.largest}" alt="Ours" onerror="x()"></p>'
    assert save(editor, section, body_en=sent, evidence="everyday").status_code == 302
    section.refresh_from_db()
    assert section.body_en == with_photo(photo)


@pytest.mark.parametrize("made_up", ["/onerror=x", "1 alt=x", "0", "-1", "²", "9" * 30])
def test_no_name_brings_anything_else_onto_a_page(made_up):
    html = names.rich(f"<p>{{{{photo:{made_up}}}}}</p>")
    assert "<img" not in html
    assert not names.is_known(f"{{{{photo:{made_up}}}}}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<p>{{photo:4711}}</p>", "There is nothing of the name {{photo:4711}}."),
        ("<p>Here: {{photo:PK}}</p>", "A photo stands alone"),
        ("<ul><li>{{photo:PK}}</li></ul>", "A photo stands alone"),
        ('<p><a href="/faq/">{{photo:PK}}</a></p>', "A photo stands alone"),
    ],
)
def test_an_editor_is_told_where_a_photo_can_stand(editor, section, photo, text, told):
    sent = text.replace("PK", str(photo.pk))
    response = save(editor, section, body_en=sent, evidence="everyday")
    assert told in BeautifulSoup(response.content, "lxml").get_text()
    assert sent in BeautifulSoup(response.content, "lxml").select_one("#id_body_en").get_text()


def test_a_text_without_paragraphs_has_no_photo(photo):
    sign = Topic._meta.get_field("short_version")
    with pytest.raises(ValidationError, match="A photo stands alone"):
        sign.run_validators(f"{{{{photo:{photo.pk}}}}}")


def test_a_card_and_an_answer_show_photos_too(client, photo):
    card, question = Card.objects.get(slug="socks"), Question.objects.first()
    card.watch_for_en = question.answer_en = with_photo(photo)
    card.save()
    question.save()
    publish(card, question)
    assert shown(client, "/try-today/socks/")
    page = soup(client, "/faq/")
    assert page.find(id=f"q-{question.anchor}").select_one("picture img")["alt"] == photo.alt_en
    said = "".join(script.string for script in page.select("script[type='application/ld+json']"))
    assert "picture" not in said
    assert "photo:" not in said


def test_an_editor_chooses_a_photo_by_its_title(editor, section, photo):
    options = soup(editor, form_at(section)).find(id="our-photos").find_all("option")
    assert [(one["value"], one.string) for one in options] == [(str(photo.pk), "A swing")]


def test_who_compares_two_editions_reads_the_title_of_a_photo(topic, section, photo):
    before = topic.content()
    put(section, photo)
    (part,) = topic.differences(before, topic.content())
    words = "".join(words for _, words in part["lines"][0]["now"])
    assert "[A swing]" in words


def test_photos_in_texts_cost_a_page_no_query(client, section, photo):
    without = queries_of(client, AUTISM)
    put(section, photo)
    publish(section.topic)
    client.get(AUTISM)
    assert queries_of(client, AUTISM) == without


def refused(client, photo) -> str:
    response = delete(client, photo)
    assert response.status_code == 200
    assert Photo.objects.filter(pk=photo.pk).exists()
    return BeautifulSoup(response.content, "lxml").select_one("#content").get_text(" ", strip=True)


def test_a_photo_in_a_text_of_a_draft_is_not_deleted(editor, section, photo):
    put(section, photo)
    assert section.place in refused(editor, photo)


def test_a_photo_of_another_number_that_begins_alike_is_deleted(editor, section, photo):
    section.body_en = f"<p>{{{{photo:{photo.pk}0}}}}</p>"
    section.save()
    assert delete(editor, photo).status_code == 302


def test_a_photo_in_an_answer_that_families_read_is_not_deleted(editor, photo):
    question = Question.objects.first()
    before = question.answer_en
    question.answer_en = with_photo(photo)
    question.save()
    publish(question)
    question.answer_en = before
    question.save()
    told = refused(editor, photo)
    assert "edition 2 of" in told
    assert question.place not in told


def gone_from(topic, section, photo):
    """The old edition, whose photo somebody deleted since."""
    before = section.body_en, section.body_es
    put(section, photo)
    publish(topic)
    section.body_en, section.body_es = before
    section.save()
    publish(topic)
    photo.delete()
    return topic.editions.get(number=2)


def test_an_old_edition_says_that_its_photo_is_gone_and_is_restored_without(
    editor, topic, section, photo
):
    old = gone_from(topic, section, photo)
    page = soup(editor, f"{AUTISM}?draft=2")
    assert "A photo stood here. It is gone." in page.find(id=section.anchor).get_text()
    topic.restore(old.content)
    section.refresh_from_db()
    assert section.body_en == "<p>Before.</p><p>After.</p>"


def test_a_text_whose_photo_is_gone_is_not_published(topic, section, photo, staff):
    old = gone_from(topic, section, photo)
    found = [one for one in barriers(topic.revived(old.content)) if one.kind == Kind.GONE]
    assert {one.field.name for one in found} == {"body_en", "body_es"}
    with pytest.raises(ValidationError, match=r"Its photo .* is gone"):
        topic.refuse_barriers(old.content)


def test_what_is_stored_of_an_edition_holds_no_file_and_no_words_of_the_photo(
    topic, section, photo
):
    put(section, photo)
    publish(topic)
    stored = json.dumps(topic.live_edition().content, ensure_ascii=False)
    assert f"{{{{photo:{photo.pk}}}}}" in stored
    assert photo.folder not in stored
    assert photo.alt_es not in stored


def test_spanish_says_as_well_that_a_photo_is_gone():
    with override("es"):
        assert "Aquí había una foto. Ya no está." in names.rich("<p>{{photo:4711}}</p>")
