"""Who opens a form is told who else has it open."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from services.models import Card, Section, Topic
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db
TOLD = "opened this form at"


@pytest.fixture(params=[Topic, Section, Card], ids=lambda model: model.__name__)
def path(request):
    row = request.param.objects.first()
    return f"/admin/services/{row._meta.model_name}/{row.pk}/change/"


@pytest.fixture
def ana():
    client = Client()
    client.force_login(User.objects.create_superuser("ana", first_name="Ana", last_name="Ruiz"))
    return client


def test_the_second_is_told_who_and_the_first_is_not(editor, ana, path):
    assert TOLD not in ana.get(path).content.decode()
    assert TOLD not in ana.get(path).content.decode()
    page = editor.get(path).content.decode()
    assert page.count(TOLD) == 1
    assert "<b>Ana Ruiz</b>" in page


def test_whoever_saved_is_there_no_longer(editor, ana, path):
    ana.post(path, form_of(ana.get(path)))
    assert TOLD not in editor.get(path).content.decode()


def test_a_form_that_was_left_open_is_forgotten_after_half_an_hour(editor, ana, path, monkeypatch):
    ana.get(path)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    editor.get("/admin/")  # so that the session goes on
    assert TOLD not in editor.get(path).content.decode()


def test_who_only_reads_is_not_there(editor, staff):
    path = f"/admin/services/section/{Section.objects.first().pk}/change/"
    reader = Client()
    reader.force_login(staff("clinical reviewer"))
    reader.get(path)
    assert TOLD not in editor.get(path).content.decode()
