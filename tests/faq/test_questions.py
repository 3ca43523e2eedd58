"""Questions and answers, as staff change them."""

import pytest
from django.urls import reverse

from faq.models import Question
from services.models import Topic
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db


def test_a_changed_answer_dates_itself_and_its_page(editor, client):
    question = Question.objects.get(anchor="ot-what-is-it")
    path = reverse("admin:faq_question_change", args=[question.pk])
    Topic.objects.update(words_changed_on="2020-01-01")
    Question.objects.update(words_changed_on="2020-01-01")
    data = form_of(editor.get(path))
    editor.post(path, data)
    assert str(Question.objects.get(pk=question.pk).words_changed_on) == "2020-01-01"
    editor.post(path, data | {"answer_en": "<p>Another answer.</p>"})
    assert "<p>Another answer.</p>" in client.get("/faq/").content.decode()
    assert str(Question.objects.get(pk=question.pk).words_changed_on) != "2020-01-01"
    assert str(Topic.objects.get(hub=None).words_changed_on) != "2020-01-01"


def test_a_question_that_moves_dates_the_page_it_left_and_the_one_it_came_to(editor):
    question = Question.objects.get(anchor="ot-what-is-it")
    path = reverse("admin:faq_question_change", args=[question.pk])
    Topic.objects.update(words_changed_on="2020-01-01")
    autism = Topic.objects.get(address="autism")
    editor.post(path, form_of(editor.get(path)) | {"topic": autism.pk})
    dated = Topic.objects.exclude(words_changed_on="2020-01-01")
    assert set(dated) == {question.topic, autism}


def test_a_question_of_no_page_is_deleted_and_dates_none(editor):
    question = Question.objects.get(anchor="ot-what-is-it")
    Question.objects.filter(pk=question.pk).update(topic=None)
    Topic.objects.update(words_changed_on="2020-01-01")
    editor.post(reverse("admin:faq_question_delete", args=[question.pk]), {"post": "yes"})
    assert not Question.objects.filter(pk=question.pk).exists()
    assert not Topic.objects.exclude(words_changed_on="2020-01-01").exists()


def test_a_question_that_goes_dates_the_page_that_it_stood_on(editor):
    question = Question.objects.get(anchor="ot-what-is-it")
    Topic.objects.update(words_changed_on="2020-01-01")
    editor.post(reverse("admin:faq_question_delete", args=[question.pk]), {"post": "yes"})
    assert not Question.objects.filter(pk=question.pk).exists()
    assert str(Topic.objects.get(hub=None).words_changed_on) != "2020-01-01"


def test_the_page_of_questions_cannot_grow_without_end(editor):
    first, *others = Question.objects.all()
    path = reverse("admin:faq_question_change", args=[first.pk])
    Question.objects.filter(pk__in=[one.pk for one in others[:4]]).update(answer_en="a" * 49_000)
    refused = editor.post(path, form_of(editor.get(path)) | {"answer_en": "a" * 49_000})
    assert "more than 200,000 characters in one language" in refused.content.decode()
    others[0].delete()
    assert editor.post(path, form_of(editor.get(path)) | {"answer_en": "a"}).status_code == 302
