"""Questions and answers, as staff change them."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from faq.models import Question
from services.models import Topic
from tests.factories import publish
from tests.staff_pages import form_of, publish_draft

pytestmark = pytest.mark.django_db

HUB = "/occupational-therapy/"
AUTISM = f"{HUB}autism/"


def day_of(client, path: str) -> str:
    """When the page says that its words last changed."""
    page = BeautifulSoup(client.get(path).content, "lxml")
    return page.select_one("main .reviewed time")["datetime"]


def test_a_changed_answer_dates_itself_and_its_page(editor, client, pages_of_2020):
    question = Question.objects.get(anchor="ot-what-is-it")
    path = reverse("admin:faq_question_change", args=[question.pk])
    data = form_of(editor.get(path))
    editor.post(path, data)
    assert str(Question.objects.get(pk=question.pk).words_changed_on) == "2020-01-01"
    editor.post(path, data | {"answer_en": "<p>Another answer.</p>"})
    assert str(Question.objects.get(pk=question.pk).words_changed_on) != "2020-01-01"
    assert "<p>Another answer.</p>" not in client.get("/faq/").content.decode()
    assert day_of(client, HUB) == "2020-01-01"
    publish_draft(editor, path)
    assert "<p>Another answer.</p>" in client.get("/faq/").content.decode()
    assert day_of(client, HUB) == day_of(client, "/faq/") != "2020-01-01"


def test_a_question_that_moves_dates_the_page_it_came_to_and_no_longer_the_one_it_left(
    editor, client, pages_of_2020
):
    question = Question.objects.get(anchor="ot-what-is-it")
    question.words_changed_on = "2026-02-03"
    question.save()
    publish(question)
    assert [day_of(client, path) for path in (HUB, AUTISM)] == ["2026-02-03", "2020-01-01"]
    path = reverse("admin:faq_question_change", args=[question.pk])
    moved = {"topic": Topic.objects.get(address="autism").pk}
    editor.post(path, form_of(editor.get(path)) | moved)
    assert [day_of(client, path) for path in (HUB, AUTISM)] == ["2026-02-03", "2020-01-01"]
    publish_draft(editor, path)
    assert [day_of(client, path) for path in (HUB, AUTISM)] == ["2020-01-01", "2026-02-03"]


def test_a_question_of_no_page_is_deleted_and_dates_none(editor, client, pages_of_2020):
    question = Question.objects.get(anchor="ot-what-is-it")
    Question.objects.filter(pk=question.pk).update(topic=None)
    question.refresh_from_db()
    publish(question)
    question.withdraw()
    editor.post(reverse("admin:faq_question_delete", args=[question.pk]), {"post": "yes"})
    assert not Question.objects.filter(pk=question.pk).exists()
    assert {day_of(client, HUB), day_of(client, AUTISM)} == {"2020-01-01"}


def test_a_question_that_goes_no_longer_dates_the_page_that_it_stood_on(
    editor, client, pages_of_2020
):
    question = Question.objects.get(anchor="ot-what-is-it")
    question.words_changed_on = "2026-02-03"
    question.save()
    publish(question)
    assert day_of(client, HUB) == "2026-02-03"
    question.withdraw()
    editor.post(reverse("admin:faq_question_delete", args=[question.pk]), {"post": "yes"})
    assert not Question.objects.filter(pk=question.pk).exists()
    assert day_of(client, HUB) == "2020-01-01"


def test_the_page_of_questions_cannot_grow_without_end(editor):
    first, *others = Question.objects.all()
    path = reverse("admin:faq_question_change", args=[first.pk])
    Question.objects.filter(pk__in=[one.pk for one in others[:4]]).update(answer_en="a" * 49_000)
    refused = editor.post(path, form_of(editor.get(path)) | {"answer_en": "a" * 49_000})
    assert "more than 200,000 characters in one language" in refused.content.decode()
    others[0].delete()
    assert editor.post(path, form_of(editor.get(path)) | {"answer_en": "a"}).status_code == 302


def test_in_the_drafts_a_withdrawn_question_is_told_from_one_that_is_new(editor):
    withdrawn, new = Question.objects.all()[:2]
    withdrawn.withdraw()
    new.editions.all().delete()
    page = BeautifulSoup(editor.get("/faq/?draft").content, "lxml")
    told = "Not published: this was withdrawn."
    marked = [one["id"] for one in page.select(".answer") if told in one.get_text()]
    assert marked == [f"q-{withdrawn.anchor}"]
    assert page.select_one(f"#q-{new.anchor}")
