"""The hints for a text, where somebody writes it. None of them is in the way of saving it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from faq.models import Question
from services.models import Card, Section, Term
from tests.factories import make_photo
from tests.staff_pages import form_at, save

pytestmark = pytest.mark.django_db

LONG = f"One word {'and one more ' * 8}."
HARD = "<p>Occupational therapists evaluate developmental participation. " * 20


def hints_at(client, row, column) -> list[str]:
    """As they stand in what describes the field."""
    page = BeautifulSoup(client.get(form_at(row)).content, "lxml")
    return [one.get_text() for one in page.select(f"#id_{column}_helptext .hints li")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"<p>{LONG}</p>", "1 sentence of more than 25 words: “One word"),
        (HARD, "Hard to read: as texts of about grade 3"),
        ('<p>Read it <a href="/faq/">here</a>.</p>', "“here” says nothing of where the link leads"),
        ("<h4>Deep</h4><p>Words.</p>", "“Deep” skips a level: put it one level higher. Until then"),
        ('<p>See <a href="/faq/"> </a>.</p>', "The link to /faq/ has no words"),
    ],
)
def test_a_form_shows_the_hints_for_its_texts_and_saves_them_all_the_same(editor, text, told):
    for row, column in (
        (Section.objects.filter(topic__address="adhd").first(), "more_en"),
        (Question.objects.first(), "answer_en"),
        (Card.objects.first(), "watch_for_en"),
    ):
        assert save(editor, row, **{column: text}).status_code == 302
        found = hints_at(editor, row, column)
        assert any(hint.startswith(told) for hint in found), (row, found)


def test_a_word_of_the_glossary_has_hints_in_each_language(editor):
    term = Term.objects.get(anchor="iep")
    assert hints_at(editor, term, "meaning_en") == []
    assert save(editor, term, meaning_en=LONG, meaning_es=f"¿<b>? {LONG}").status_code == 302
    for language in ("en", "es"):
        assert (
            "of more than 25 words: “One word" in hints_at(editor, term, f"meaning_{language}")[0]
        )


def test_lines_of_their_own_are_no_long_sentence(editor):
    topic = Section.objects.filter(topic__address="adhd").first().topic
    lines = "\n".join(["Ten words stand here, and none of them is long"] * 4)
    assert save(editor, topic, short_version_en=lines).status_code == 302
    assert hints_at(editor, topic, "short_version_en") == []


@pytest.mark.parametrize(
    ("alt", "told"),
    [
        ("Photo of a boy", "Begin with what it shows"),
        ("Una foto de un niño", "Begin with what it shows"),
        ("IMG_2031", "This is the name of a file"),
        ("boy-on-swing.jpeg", "This is the name of a file"),
        ("A boy draws his photo of the year", ""),
    ],
)
def test_words_for_a_photo_that_say_nothing_have_a_hint(editor, alt, told):
    found = hints_at(editor, make_photo(alt_en=alt), "alt_en")
    assert [hint[: len(told)] for hint in found] == [told] * bool(told)


def test_hints_come_while_somebody_types(editor):
    def told(text, kind="rich", language="en"):
        sent = {"text": text, "kind": kind, "language": language}
        return editor.post("/admin/hints/", sent)

    assert "of more than 25 words: “One word" in told(f"<p>{LONG}</p>").content.decode()
    assert told("<p>Short.</p>").content == told("<p>x</p>" * 50_000).content == b""
    hostile = told('<p><a href="/faq/">www.&lt;b&gt;</a></p>').content
    assert b"www.&lt;b&gt;" in hostile
    for unclosed in ("<![x[", "<h3>x" * 9_999, "<a href='x'>" * 3_000):
        assert told(unclosed).status_code == 200
    assert told("", kind="none").status_code == told("", language="fr").status_code == 400
    assert editor.get("/admin/hints/").status_code == 405


def test_hints_ask_for_the_token_of_the_form(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    sent = {"text": "", "kind": "rich", "language": "en"}
    assert strict.post("/admin/hints/", sent).status_code == 403
