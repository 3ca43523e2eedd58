"""Spanish that has fallen behind its English: where it shows, and how it ends."""

import re

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.admin.models import LogEntry

from faq.models import Question
from njcmo_site.spanish.bilingual import Bilingual
from services.models import FixedText, Moment, NextStep, Section, Sign, Topic, UrgentSign, kept
from services.models.editions import Draft
from tests.factories import make_photo, publish
from tests.queries import queries_of
from tests.staff_pages import form_at, publish_draft

pytestmark = pytest.mark.django_db

CHECK = "/admin/spanish/"
BILINGUAL = [model for model in apps.get_models() if issubclass(model, Bilingual)]
LINE = "puede ser anterior"
AUTISM = "/occupational-therapy/autism/"
LIST = "/signs-checklist/?child_age=13_to_17"


@pytest.fixture
def editor(client, staff):
    client.force_login(staff("content editor"))
    return client


@pytest.fixture
def section():
    return Section.objects.filter(topic__address="autism").first()


def change_english(row, **texts):
    for name, text in texts.items():
        setattr(row, f"{name}_en", text)
    row.save()


def behind():
    return [row for model in BILINGUAL for row in model.objects.filter(behind_since__isnull=False)]


def soup(client, path):
    return BeautifulSoup(client.get(path).content, "lxml")


def test_a_changed_english_paragraph_is_behind_in_exactly_one_place(section, client):
    english, spanish = section.body_en, section.body_es
    change_english(section, body="<p>Other words.</p>")

    assert behind() == [section]
    assert section.made_from["body"] == english
    assert section.body_es == spanish
    kept._rows.clear()  # as after a start
    assert LINE not in soup(client, f"/es{AUTISM}").get_text()
    publish(section.topic)
    lines = [
        page.get_text().count(LINE)
        for page in (soup(client, f"/es{path}") for path in (AUTISM, "/occupational-therapy/"))
    ]
    assert lines == [1, 0]
    part = soup(client, f"/es{AUTISM}").find(id=section.anchor)
    assert re.search(r"cambió el \d+ de \w+ de \d{4}", part.get_text())
    assert LINE not in soup(client, AUTISM).get_text()


@pytest.mark.parametrize(
    ("find", "name", "text", "path"),
    [
        (lambda: Question.objects.first(), "answer", "<p>Other.</p>", "/es/faq/"),
        (lambda: UrgentSign.objects.get(name="u-danger"), "advice", "Call 911!", f"/es{AUTISM}"),
        (lambda: Topic.objects.get(address="autism"), "summary", "Other.", f"/es{AUTISM}"),
        (lambda: Moment.objects.get(slug="meals"), "line", "other", f"/es{LIST}"),
        (lambda: Sign.objects.get(slug="calm"), "text", "Other", f"/es{LIST}"),
        (lambda: Sign.objects.get(slug="u-headache"), "text", "Other", f"/es{LIST}"),
        (lambda: NextStep.objects.get(slug="teen"), "text", "Other.", f"/es{LIST}&sign=focus"),
        (lambda: NextStep.objects.get(slug="what-to-try"), "text", "?", f"/es{LIST}&sign=focus"),
        (lambda: FixedText.objects.get(name="outside-our-reach"), "text", "?", "/es/get-help/"),
    ],
    ids=[
        "answer",
        "urgent sign",
        "page",
        "moment",
        "sign",
        "for today",
        "next step",
        "question",
        "fixed text",
    ],
)
def test_each_kind_of_text_says_that_it_is_behind(client, find, name, text, path):
    row = find()
    change_english(row, **{name: text})
    assert behind() == [row]
    if isinstance(row, Draft):
        assert LINE not in soup(client, path).get_text()
        publish(row)
    assert soup(client, path).get_text().count(LINE) == 1


def test_a_ticked_sign_that_is_behind_says_so_beside_itself(client):
    change_english(Sign.objects.get(slug="calm"), text="Other")
    ticked = soup(client, f"/es{LIST}&sign=calm&sign=steps").select(".result li")
    assert [LINE in sign.get_text() for sign in ticked] == [True, False]


def test_staff_are_asked_to_check_each_kind_of_text_and_led_to_its_page(editor):
    make_photo()
    for model in BILINGUAL:
        row = model.objects.first()
        name = next(name for name, text in row.texts("en").items() if text)
        change_english(row, **{name: "Other 911."})
    assert len(behind()) == len(BILINGUAL)
    links = soup(editor, CHECK).select("#content-main a.button")
    assert len(links) == len(BILINGUAL)
    for link in links:
        page = soup(editor, link["href"])
        assert page.select(".english-changes"), link
        path, _, field = link["href"].partition("#")
        if "/firstcall/" in path and not field:
            continue  # of the words to say in it, which have no form of their own
        assert field.endswith("_es")
        assert page.find(id=field), link


def test_saving_without_a_change_leaves_everything_in_step(editor):
    for model in BILINGUAL:
        for row in model.objects.all():
            row.save()
    assert behind() == []


def test_changing_the_spanish_ends_it(section):
    change_english(section, body="<p>Other words.</p>")
    section.body_es = "<p>Otras palabras.</p>"
    section.save()
    assert behind() == []


def test_a_word_mended_elsewhere_in_the_spanish_does_not_end_it(section):
    change_english(section, body="<p>Other words.</p>")
    section.heading_es = "Otro encabezado"
    section.save()
    assert behind() == [section]
    assert set(section.made_from) == {"body"}


def test_readers_are_told_only_of_texts_that_they_see(client):
    topic = Topic.objects.get(address="autism")
    change_english(topic, description="For search engines.")
    assert behind() == [topic]
    publish(topic)
    assert LINE not in soup(client, f"/es{AUTISM}").get_text()


def test_staff_see_what_is_not_in_spanish_yet(editor, section):
    Section.objects.filter(pk=section.pk).update(body_es="")
    assert "Not in Spanish yet" in soup(editor, CHECK).get_text()
    page = soup(editor, form_at(section))
    assert "Not in Spanish yet: text." in page.get_text()


def test_changing_both_at_once_leaves_them_in_step(section):
    section.body_es = "<p>Otras palabras.</p>"
    change_english(section, body="<p>Other words.</p>")
    assert behind() == []


def test_english_that_goes_back_to_what_it_was_ends_it(section):
    english = section.body_en
    change_english(section, body="<p>Other words.</p>")
    change_english(section, body="<p>And others.</p>")
    assert section.made_from["body"] == english
    change_english(section, body=english)
    assert behind() == []


def test_a_text_without_spanish_is_not_behind_but_missing(section, client):
    texts = dict.fromkeys(("heading_es", "short_heading_es", "body_es", "link_words_es"), "")
    Section.objects.filter(pk=section.pk).update(**texts)
    section.refresh_from_db()
    change_english(section, body="<p>Other words.</p>")
    assert behind() == []
    publish(section.topic)
    part = soup(client, f"/es{AUTISM}").find(id=section.anchor)
    assert part.h2["lang"] == part.select_one(".rich")["lang"] == "en"
    assert part.select_one(".rich").get_text() == "Other words."
    assert part.get_text().count("todavía no está en español") == 1
    assert soup(client, AUTISM).find(id=section.anchor).h2.get("lang") is None


def test_staff_see_both_englishes_beside_the_spanish_and_end_it_with_one_press(editor, section):
    Section.objects.filter(pk=section.pk).update(body_en="<p>Three socks and a shoe.</p>")
    section.refresh_from_db()
    change_english(section, body="<p>Three socks and a hat.</p>")
    publish(section.topic)
    assert LINE in soup(editor, f"/es{AUTISM}").get_text()
    assert "1 Spanish text to check" in soup(editor, "/admin/").get_text()

    page = soup(editor, CHECK)
    assert page.find("del").get_text() == "shoe."
    assert page.find("ins").get_text() == "hat."
    assert page.find("td", lang="es").get_text()[:20] in BeautifulSoup(
        section.body_es, "html.parser"
    ).get_text(" ")
    form = {field["name"]: field["value"] for field in page.select("form [name]")}
    response = editor.post(CHECK, form, follow=True)

    assert "in step again" in response.content.decode()
    assert behind() == []
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_id) == ("content-editor", str(section.topic_id))
    assert "still fits" in entry.change_message
    publish_draft(editor, f"/admin/services/topic/{section.topic_id}/change/")
    assert LINE not in soup(editor, f"/es{AUTISM}").get_text()


def test_what_changed_again_is_not_ended_by_somebody_who_did_not_see_it(editor, section):
    change_english(section, body="<p>Other words.</p>")
    page = soup(editor, CHECK)
    form = {field["name"]: field["value"] for field in page.select("form [name]")}
    change_english(section, body="<p>And others.</p>")
    response = editor.post(CHECK, form, follow=True)
    assert "changed meanwhile" in response.content.decode()
    assert behind() == [section]


@pytest.mark.parametrize("part", ["", "section-999", "section-1 OR 1", "user-1", "-", "\x00"])
def test_a_part_that_is_not_behind_is_answered_with_a_message(editor, part):
    response = editor.post(CHECK, {"part": part, "seen": ""}, follow=True)
    assert "changed meanwhile" in response.content.decode()


def test_the_page_of_a_text_shows_the_change_where_it_is_edited(editor, section):
    change_english(section, body="<p>Other words.</p>")
    assert len(soup(editor, form_at(section)).select(".english-changes")) == 1
    page = soup(editor, form_at(section.topic.sections.last()))
    assert page.select(".english-changes") == []
    assert "In step with the English." in page.get_text()


def test_only_editors_see_the_spanish_to_check(client, staff):
    assert client.get(CHECK)["Location"].startswith("/accounts/login/")
    client.force_login(staff("intake coordinator"))
    assert client.get(CHECK).status_code == 403
    assert client.post(CHECK, {}).status_code == 403


def test_texts_too_different_to_compare_are_shown_without_marks(section):
    section.made_from = {"body": "a " * 12_000}
    section.body_en = "b " * 12_000
    (change,) = [each for each in section.english_changes() if each["name"] == "text"]
    assert [different for different, _words in change["before"]] == [False]


def test_a_text_saved_by_its_column_alone_is_noted_as_well(section):
    section.body_en = "<p>Other words.</p>"
    section.save(update_fields=["body_en"])
    assert behind() == [section]


def test_a_text_that_was_deleted_meanwhile_is_stored_by_who_saves_it(section):
    Section.objects.filter(pk=section.pk).delete()
    change_english(section, heading="Kept")
    assert Section.objects.get(pk=section.pk).heading_en == "Kept"


def test_what_is_to_check_costs_the_same_for_one_section_and_for_thirty(editor, section):
    change_english(section, heading="Other")
    few = queries_of(editor, CHECK)
    for number, one in enumerate(Section.objects.exclude(pk=section.pk)[:30]):
        change_english(one, heading=f"Other {number}")
        one.heading_es = ""
        one.save()
    assert queries_of(editor, CHECK) == few
