"""A fact that was deleted has a way back, with its words, its parts, its place and its history."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.test import Client

from services.models import Door, FactVersion, FirstCall, Situation, Synonyms, Term
from services.models.contents import content_of
from tests.staff_pages import delete

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, staff):
    client.force_login(staff())
    return client


def deleted_at(model) -> str:
    return f"/admin/services/{model._meta.model_name}/deleted/"


def deletable(model):
    """The last row to which no text leads, as staff would delete it: with its parts."""
    if model is FirstCall:
        call = FirstCall.objects.exclude(scripts=None).first()
        FirstCall.objects.filter(pk=call.pk).update(name="own")
        call.refresh_from_db()
        Door.objects.filter(call=call).update(call=FirstCall.objects.exclude(pk=call.pk).first())
        return call
    if model is Term:
        return Term.objects.create(
            group="school", anchor="own", term_en="Own", term_es="Propio", meaning_en="A word."
        )
    return model.objects.last()


def press(client, model, number=0):
    page = BeautifulSoup(client.get(deleted_at(model)).content, "lxml")
    version = page.select("button[name=version]")[number]["value"]
    return client.post(deleted_at(model), {"version": version}, follow=True)


@pytest.mark.parametrize("model", [FirstCall, Situation, Synonyms, Term])
def test_what_was_deleted_is_listed_word_by_word_and_comes_back_as_it_was(boss, model):
    row = deletable(model)
    stored, parts = type(row).objects.filter(pk=row.pk).values().get(), ()
    if model is FirstCall:
        parts = ("scripts",)
    content = content_of(row, parts)
    assert delete(boss, row).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()

    listed = boss.get(f"/admin/services/{model._meta.model_name}/").content.decode()
    assert f'href="{deleted_at(model)}"' in listed
    page = BeautifulSoup(boss.get(deleted_at(model)).content, "lxml")
    assert [one.text for one in page.select("#content-main h2")] == [str(row)]
    assert "by admin" in page.get_text(" ")
    assert page.select("ins")

    back = press(boss, model)
    assert "is back, and families read it again" in back.content.decode()
    assert type(row).objects.filter(pk=row.pk).values().get() == stored
    assert content_of(model.objects.get(pk=row.pk), parts) == content
    assert "Nothing here was deleted" in boss.get(deleted_at(model)).content.decode()


def test_the_history_says_who_deleted_it_and_who_brought_it_back(boss):
    term = deletable(Term)
    delete(boss, term)
    press(boss, Term)
    history = BeautifulSoup(
        boss.get(f"/admin/services/term/{term.pk}/history/").content, "html.parser"
    ).get_text(" ")
    assert "Brought back, as it was deleted." in history
    assert [one.deleted for one in FactVersion.of(term)] == [False, True]
    assert {one.made_by.username for one in FactVersion.of(term)} == {"admin"}
    assert LogEntry.objects.filter(object_id=term.pk).count() == 2


def test_what_is_deleted_in_a_list_has_the_same_way_back(boss):
    rows = list(Synonyms.objects.all()[:2])
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    boss.post("/admin/services/synonyms/", chosen | {"post": "yes"})
    assert not Synonyms.objects.filter(pk__in=[row.pk for row in rows]).exists()
    for _row in rows:
        press(boss, Synonyms)
    assert Synonyms.objects.filter(pk__in=[row.pk for row in rows]).count() == 2


def test_an_anchor_that_another_row_has_now_is_not_taken_from_it_and_nothing_is_lost(boss):
    term = deletable(Term)
    delete(boss, term)
    other = Term.objects.create(group="school", anchor="own", term_en="Other", meaning_en="New.")
    told = press(boss, Term).content.decode()
    assert "Nothing was brought back. " in told
    assert "already exists" in told
    assert list(Term.objects.filter(anchor="own")) == [other]
    other.delete()
    press(boss, Term)
    assert Term.objects.get(anchor="own").pk == term.pk


def test_a_press_on_an_old_page_brings_nothing_back_twice(boss):
    term = deletable(Term)
    delete(boss, term)
    version = FactVersion.of(term).first().pk
    for told in ("is back", "no longer deleted", "no longer deleted"):
        answer = boss.post(deleted_at(Term), {"version": version}, follow=True)
        assert told in answer.content.decode()
    assert Term.objects.filter(anchor="own").count() == 1
    assert boss.post(deleted_at(Term), {"version": "x" * 300}).status_code == 302


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        ("content editor", "term", 200),
        ("clinical reviewer", "term", 403),
        ("manager", "term", 403),
        ("content editor", "county", 403),
        ("manager", "county", 403),
        ("content editor", "urgentsign", 403),
    ],
)
def test_who_may_not_add_such_a_row_finds_no_deleted_ones(staff, role, kind, status):
    client = Client()
    client.force_login(staff(role))
    assert client.get(f"/admin/services/{kind}/deleted/").status_code == status
    assert client.post(f"/admin/services/{kind}/deleted/").status_code == (
        302 if status == 200 else 403
    )
    listed = client.get(f"/admin/services/{kind}/").content.decode()
    assert ("deleted/" in listed) == (status == 200)
