"""A number stands in one row, and texts hold its name: so it changes everywhere at once."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, connection

from faq.models import Question
from referrals.mail.letters import message_to_family
from services import names
from services.models import Box, Door, FirstCall, Section, Situation, Term, Topic, UrgentSign, kept
from tests.factories import make_referral, publish
from tests.njcmo_site.test_spanish import FURTHER, public_paths, twin
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

PHONE = re.compile(r"\b(?:1-)?\d{3}-\d{3}-\d{4}\b")


def digits(number: str) -> str:
    return number.partition(" ")[0].replace("-", "")


def test_a_number_that_changes_is_new_on_every_page_of_both_languages(client):
    old, new = {}, {}
    for row, call in enumerate(FirstCall.objects.exclude(phone="")):
        old[call.name], new[call.name] = call.phone, f"1-800-555-{1000 + row}"
        call.phone = new[call.name]
        call.save()
    assert len(old) >= 12
    seen = ""
    for path in [*public_paths(), *FURTHER, "/who-to-call/?child_age=under_3", "/nope/"]:
        for address in (path, twin(path)):
            page = client.get(address).content.decode()
            for name, number in old.items():
                assert number.partition(" ")[0] not in page, (address, name)
                assert digits(number) not in page, (address, name)
            seen += page
    assert [name for name, number in new.items() if number not in seen] == []


def test_the_page_that_tells_of_a_fault_has_the_number_of_the_row_and_needs_no_database():
    call = FirstCall.objects.get(name="performcare")
    call.phone = "1-800-555-0177"
    call.save()
    assert names.number("performcare") == "1-800-555-0177"

    def away(*_args):
        raise DatabaseError

    kept._rows.clear()
    with connection.execute_wrapper(away):
        assert names.number("performcare") == "1-800-555-0177"


def test_before_any_row_was_read_the_numbers_are_those_of_a_new_site(monkeypatch):
    monkeypatch.setattr(names, "_last_known", {})

    def away(*_args):
        raise DatabaseError

    stored = FirstCall.objects.get(name="performcare").phone
    with connection.execute_wrapper(away):
        assert names.number("performcare") == stored


def test_the_mail_to_a_family_has_the_number_of_the_row():
    call = FirstCall.objects.get(name="performcare")
    call.phone = "1-800-555-0178"
    call.save()
    mail = message_to_family(make_referral(email="rosa@example.org"))
    assert "1-800-555-0178" in mail.body
    assert "1-800-555-0178" in mail.alternatives[0][0]


def test_no_text_of_a_new_site_holds_a_number_of_its_own():
    for model in (Box, Door, Question, Section, Topic, UrgentSign):
        for row in model.objects.all():
            for name in row.text_columns():
                assert not PHONE.search(getattr(row, name) or ""), (row, name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<p>Call 1-877-652-7624.</p>", "Write {{call:performcare}} in place of 1-877-652-7624"),
        ("<p>Call {{call:nobody}}.</p>", "There is nothing of the name {{call:nobody}}."),
        ("<p>{{urgent:u-none}}</p>", "There is nothing of the name {{urgent:u-none}}."),
        ("<p>{{ what }}</p>", "There is nothing of the name {{ what }}."),
        (
            "<p>{{urgent:u-missing}}</p><p>A.</p><p>{{urgent:u-missing}}</p>",
            "{{urgent:u-missing}} stands here 2 times: once is enough.",
        ),
        ("<p>Call {{call:span</p>", "A name begins with {{ and ends with }}."),
        ('<p><a href="/faq/">Call {{call:span}}</a></p>', "stands in no link"),
    ],
)
def test_an_editor_is_told_to_write_the_name_of_a_number(editor, text, told):
    question = Question.objects.first()
    path = f"/admin/faq/question/{question.pk}/change/"
    answer = editor.post(path, form_of(editor.get(path)) | {"answer_en": text})
    assert answer.status_code == 200
    assert told in BeautifulSoup(answer.content, "lxml").get_text()
    assert Question.objects.get(pk=question.pk).answer_en == question.answer_en


def test_names_in_an_answer_become_a_number_to_tap_and_a_box_of_its_row(client):
    question = Question.objects.first()
    question.answer_en = "<p>Call {{call:span}}.</p><p>{{urgent:u-missing}} {{urgent:u-crisis}}</p>"
    question.save()
    publish(question)
    answer = BeautifulSoup(client.get("/faq/").content, "lxml").find(id=f"q-{question.anchor}")
    span = FirstCall.objects.get(name="span")
    assert answer.find("a", href=f"tel:{digits(span.phone)}").text == span.phone
    told = [item.get_text().strip() for item in answer.select(".urgent-rows li")]
    rows = [UrgentSign.objects.get(name=name) for name in ("u-missing", "u-crisis")]
    assert told == [names.with_numbers(row.advice) for row in rows]


def test_the_name_of_no_number_leaves_no_link_that_calls_nobody():
    assert names.rich("<p>Call {{call:nobody}}now.</p>") == "<p>Call now.</p>"


def test_a_first_call_whose_number_stands_in_texts_is_not_deleted_or_renamed(editor):
    call = FirstCall.objects.get(name="child-abuse")
    page = editor.post(f"/admin/services/firstcall/{call.pk}/delete/", {"post": "yes"})
    assert "its number in" in page.content.decode()
    assert FirstCall.objects.filter(name="child-abuse").exists()
    page = editor.get(f"/admin/services/firstcall/{call.pk}/change/").content
    assert not BeautifulSoup(page, "html.parser").select("[name=name]")


def test_what_a_family_types_is_never_taken_for_a_name(client):
    page = client.post("/get-help/", {"message": "{{call:span}}"})
    form = BeautifulSoup(page.content, "lxml")
    assert form.select_one("[name=message]").get_text().strip() == "{{call:span}}"


def test_a_box_does_not_name_a_box_which_would_have_no_end(editor):
    box = Box.objects.get(name="your-language")
    path = f"/admin/services/box/{box.pk}/change/"
    text = "<p>{{box:your-language}}</p>"
    answer = editor.post(path, form_of(editor.get(path)) | {"body_en": text})
    assert "A box stands in no other box." in answer.content.decode()
    assert Box.objects.get(pk=box.pk).body_en == box.body_en


def test_a_number_that_is_printed_somewhere_is_not_taken_away(editor):
    call = FirstCall.objects.get(name="child-abuse")
    path = f"/admin/services/firstcall/{call.pk}/change/"
    answer = editor.post(path, form_of(editor.get(path)) | {"phone": ""})
    assert "Its number is printed in: " in answer.content.decode()
    assert FirstCall.objects.get(name="child-abuse").phone == call.phone


def test_a_number_that_is_printed_nowhere_is_taken_away(editor):
    call = FirstCall.objects.create(
        name="new", title_en="New", phone="1-800-555-0100", checked_on="2026-01-01"
    )
    path = f"/admin/services/firstcall/{call.pk}/change/"
    assert editor.post(path, form_of(editor.get(path)) | {"phone": ""}).status_code == 302
    assert FirstCall.objects.get(name="new").phone == ""


def test_a_word_that_a_situation_links_to_keeps_its_anchor(editor):
    situation = Situation.objects.get(anchor="teen")
    situation.why_en = '<p>See <a href="/glossary/#iep">IEP</a>.</p>'
    situation.save()
    term = Term.objects.get(anchor="iep")
    page = editor.post(f"/admin/services/term/{term.pk}/delete/", {"post": "yes"})
    assert f"situation “{situation}”" in page.content.decode()
    assert Term.objects.filter(anchor="iep").exists()


def test_a_number_in_the_head_of_a_table_is_digits_in_the_labels_of_its_cells(client):
    question = Question.objects.first()
    table = "<table><tr><th>Call {{call:span}}</th></tr><tr><td>Ask</td></tr></table>"
    question.answer_en = table
    question.save()
    publish(question)
    page = BeautifulSoup(client.get("/faq/").content, "lxml")
    answer = page.find(id=f"q-{question.anchor}")
    span = FirstCall.objects.get(name="span").phone
    assert answer.td["data-label"] == f"Call {span}"
    assert answer.th.a["href"] == f"tel:{digits(span)}"
    assert answer.td.get_text().strip() == "Ask"
