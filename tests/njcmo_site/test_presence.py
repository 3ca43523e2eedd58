"""Who opens a form is told who else has it open."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

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


def test_since_when_begins_with_the_first_look_however_often_somebody_saves(
    editor, ana, path, monkeypatch
):
    ana.get(path)
    began = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(minutes=20))
    assert ana.post(path, form_of(ana.get(path)), follow=True).status_code == 200
    since = date_format(timezone.localtime(began), "TIME_FORMAT")
    assert f"{TOLD} {since}" in editor.get(path).content.decode()


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


@pytest.mark.parametrize("where", ["changes/", "editions/1/"])
def test_who_would_discard_or_restore_is_told_who_has_which_part_open(editor, ana, where):
    section = Section.objects.first()
    form = f"/admin/services/section/{section.pk}/change/"
    address = f"/admin/services/topic/{section.topic_id}/{where}"
    Section.objects.filter(pk=section.pk).update(heading_en="Ahead")
    told = "opened the form of “Ahead”"
    assert told not in editor.get(address).content.decode()
    ana.get(form)
    shown = editor.get(address).content.decode()
    assert shown.count(told) == 1
    assert "<b>Ana Ruiz</b>" in shown
    assert told not in ana.get(address).content.decode()
