"""Who saves second is told what another changed, and nothing is overwritten."""

import json

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from faq.models import Question
from njcmo_site.editing.base import LookOnly
from njcmo_site.editing.second_person import OvertakenForm
from referrals.desk.forms import StatusForm
from referrals.models import IntakeSettings, Referral, StaffProfile
from services.models import Card, ContactDetails, Section, Topic, UrgentSign
from tests.factories import make_referral
from tests.staff_pages import form_at, form_of, page_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return Section.objects.filter(topic__address="autism").first()


def test_of_two_editors_of_one_section_the_second_is_told_and_overwrites_nothing(editor, section):
    path = form_at(section)
    mine, theirs = form_of(editor.get(path)), form_of(editor.get(path))
    assert editor.post(path, theirs | {"heading_en": "Theirs"}).status_code == 302
    refused = editor.post(path, mine | {"short_heading_en": "Mine"})
    assert "somebody else saved this page" in refused.content.decode()
    assert "Mine" in refused.content.decode()
    section.refresh_from_db()
    assert (section.heading_en == "Theirs", section.short_heading_en == "Mine") == (True, False)

    told = BeautifulSoup(refused.content, "lxml").select_one("section.overtaken")
    assert "Last saved by content-editor" in told.get_text()
    (changed,) = told.select("tbody tr")
    assert "Heading (English)" in changed.th.get_text()
    assert changed.ins.get_text() == "Theirs"
    again = editor.post(path, form_of(refused))
    assert again.status_code == 302
    section.refresh_from_db()
    assert (section.heading_en, section.short_heading_en) == ("Theirs", "Mine")


def test_two_editors_of_one_page_who_change_different_parts_are_in_nobodys_way(editor, section):
    page, other = section.topic, section.topic.sections.last()
    rows = (page, section, other, page.sources.first())
    opened = [(form_at(row), form_of(editor.get(form_at(row)))) for row in rows]
    changes = ({"title_en": "A"}, {"heading_en": "B"}, {"heading_en": "C"}, {"title": "D"})
    for (path, shown), change in zip(opened, changes, strict=True):
        assert editor.post(path, shown | change).status_code == 302
    for row in rows:
        row.refresh_from_db()
    assert [str(row) for row in rows] == ["A", "B", "C", "D"]


def test_who_has_a_section_open_saves_it_though_another_moved_it_meanwhile(editor, section):
    path = form_at(section)
    opened = form_of(editor.get(path))
    moves = f"/admin/services/topic/{section.topic_id}/move/"
    editor.post(moves, {"part": f"section-{section.pk}", "to": "3"})
    assert editor.post(path, opened | {"heading_en": "Mine"}).status_code == 302
    section.refresh_from_db()
    assert (section.heading_en, section.order) == ("Mine", 3)


def test_what_both_changed_is_shown_beside_each_other_and_mine_is_kept(editor):
    question = Question.objects.get(anchor="ot-at-school")
    path = reverse("admin:faq_question_change", args=[question.pk])
    mine, theirs = form_of(editor.get(path)), form_of(editor.get(path))
    editor.post(path, theirs | {"answer_en": "<p>Ask the school now.</p>"})
    refused = editor.post(path, mine | {"answer_en": "<p>Ask the teacher now.</p>"})
    (line,) = BeautifulSoup(refused.content, "lxml").select("section.overtaken tbody tr")
    assert [words.get_text() for words in line.select("ins, del")] == ["school", "teacher"]
    assert editor.post(path, form_of(refused)).status_code == 302
    question.refresh_from_db()
    assert question.answer_en == "<p>Ask the teacher now.</p>"


def test_what_looks_like_a_tag_or_an_address_is_shown_to_the_second_person_as_it_stands(editor):
    path = "/admin/services/caremanagementorganization/1/change/"
    mine, theirs = form_of(editor.get(path)), form_of(editor.get(path))
    theirs |= {"website": "https://example.org/theirs", "note": "Beds <b> 5 & more"}
    assert editor.post(path, theirs).status_code == 302
    refused = editor.post(path, mine | {"website": "https://example.org/mine", "note": "I > you"})
    told = BeautifulSoup(refused.content, "lxml").select("section.overtaken tbody tr")
    cells = [[cell.get_text().strip() for cell in row.select("td")] for row in told]
    assert ["https://example.org/theirs", "https://example.org/mine"] in cells
    assert ["Beds <b> 5 & more", "I > you"] in cells


@pytest.mark.parametrize(
    "opened",
    ["x", "7", "[]", '[["a", "b"]]', '{"x": "y"}', '{"section.1.x.y": "z"}', '{"topic.1": 7}']
    + ["[" * 100_000, "9" * 5000],
    ids=lambda opened: ascii(opened)[:20],
)
def test_a_page_that_remembers_nonsense_is_told_and_saves_nothing(editor, section, opened):
    for row, name in ((section.topic, "title_en"), (section, "heading_en")):
        refused = save(editor, row, **{"opened_state": opened, name: "Mine"})
        assert (refused.status_code, "Nothing was saved" in refused.content.decode()) == (200, True)
        row.refresh_from_db()
        assert getattr(row, name) != "Mine"


@pytest.mark.parametrize("step", ["x", "9" * 5000, "9" * 30, "²", "-1"], ids=lambda step: step[:9])
def test_a_page_of_a_referral_that_remembers_nonsense_is_told_and_moves_nothing(coordinator, step):
    referral = make_referral()
    seen = json.dumps({"step": step, "reference": "x"})
    refused = coordinator.post(page_of(referral), {"status": "in_touch", "seen": seen})
    assert (refused.status_code, "Nothing was saved" in refused.content.decode()) == (200, True)
    referral.refresh_from_db()
    assert referral.status == "new"


def test_rows_that_a_colleague_added_or_took_away_are_told(editor):
    card = Card.objects.get(slug="socks")
    opened = form_of(editor.get(form_at(card)))
    card.sources.last().delete()
    fields = {"title": "New", "organization": "X", "url": "https://example.org"}
    added = card.sources.create(checked_on="2026-01-01", **fields)
    told = editor.post(form_at(card), opened | {"title_en": "Mine"}).content.decode()
    assert "Source: one was added. Open the page anew" in told
    assert "Source: one was taken away. Open the page anew" in told
    assert added in card.sources.all()


def test_a_part_that_a_colleague_took_away_meanwhile_is_not_saved_unseen(editor, section):
    path = form_at(section)
    opened = form_of(editor.get(path))
    section.delete()
    told = editor.post(path, opened | {"heading_en": "Mine"}, follow=True).content.decode()
    assert "Somebody deleted this while you had it open." in told
    assert 'value="Mine"' in told
    assert not Section.objects.filter(heading_en="Mine").exists()


CMO = {"phone": "973-555-0100", "phone_verified": "on"}
EDITED = [  # a page, what one changes there, what another changes meanwhile
    ("auth/user", {"email": "a@b.org"}, {"first_name": "Ana"}),
    ("auth/user", {"email": "a@b.org"}, {"groups": []}),
    ("auth/user", {"email": "a@b.org"}, {"profile-0-daily_mail": "none"}),
    ("faq/question", {"order": "1"}, {"answer_es": "<p>Otra.</p>"}),
    ("referrals/intakesettings", {"keep_new": "90"}, {"target_working_days": "5"}),
    ("services/caremanagementorganization", {"note": "Called."}, CMO),
    ("services/contactdetails", {"phone": "973-555-0100"}, {"email": "a@b.org"}),
    (
        "services/county",
        {"care_management_organization": "1"},
        {"care_management_organization": "2"},
    ),
    ("services/firstcall", {"hours_en": "8 to 5"}, {"phone": "973-555-0100"}),
    ("services/term", {"short_en": "X"}, {"meaning_es": "Otra cosa."}),
    ("services/topic", {"title_en": "Title"}, {"urgent_signs": []}),
    ("services/topic", {"title_en": "Title"}, {"related": []}),
    ("services/card", {"title_en": "Title"}, {"sources-0-year": "2020"}),
    ("services/section", {"heading_en": "Heading"}, {"body_es": "<p>Otra.</p>"}),
    ("services/section", {"heading_en": "Heading"}, {"links_to": "2"}),
    ("services/source", {"title": "Title"}, {"year": "2020"}),
    ("services/approach", {"name_en": "Name"}, {"strength": "weak-or-mixed"}),
    ("services/urgentsign", {"advice_es": "Llame al 911."}, {"advice_en": "Call 911."}),
    ("services/sign", {"text_es": "Otro"}, {"text_en": "Other"}),
]


@pytest.mark.parametrize(("path", "mine", "theirs"), EDITED, ids=str)
def test_whoever_saves_second_is_told_whatever_the_first_changed(client, staff, path, mine, theirs):
    client.force_login(staff())
    IntakeSettings.objects.create(id=1)
    ContactDetails.objects.create(id=1)
    colleague = staff("content editor")
    rows = apps.get_model(path.replace("/", ".")).objects
    row = colleague if path == "auth/user" else rows.last()
    if path == "services/topic":
        row = Topic.objects.get(address="autism")
        row.related.set(Topic.objects.filter(address="adhd"))
    page = f"/admin/{path}/{row.pk}/change/"
    client.post(page, form_of(client.get(page)))  # which may number rows, for example
    opened = form_of(client.get(page))
    assert client.post(page, opened | theirs).status_code == 302
    kept = form_of(client.get(page))
    assert kept["opened_state"] != opened["opened_state"]
    kept.pop("csrfmiddlewaretoken")
    refused = client.post(page, opened | mine)
    assert "somebody else saved this page" in refused.content.decode()
    told = BeautifulSoup(refused.content, "lxml").select("section.overtaken tbody tr a")
    assert [link["href"] for link in told if link["href"] != "#"], "the field that they changed"
    shown_again = form_of(refused)
    # What was typed stays; what was not touched is theirs now.
    assert (kept | mine).items() <= shown_again.items()
    assert shown_again["opened_state"] == kept["opened_state"]
    assert kept.items() <= form_of(client.get(page)).items()
    assert client.post(page, kept | mine).status_code == 302


def test_every_page_on_which_staff_change_something_tells_the_second_person():
    changed = {
        model: page.form
        for model, page in admin.site._registry.items()
        if type(page).has_change_permission is not LookOnly.has_change_permission
    }
    assert {User, Topic, Question, Referral} <= set(changed)
    for model, form in changed.items():
        assert issubclass(form, OvertakenForm | StatusForm), model


def test_what_the_site_or_the_person_keeps_in_an_account_overtakes_nobody(client, staff):
    client.force_login(staff())
    colleague = staff("intake coordinator")
    page = f"/admin/auth/user/{colleague.pk}/change/"
    client.post(page, form_of(client.get(page)))
    opened = form_of(client.get(page))
    User.objects.filter(pk=colleague.pk).update(last_login=timezone.now(), password="new")
    StaffProfile.objects.update(mailed_on="2026-11-20")
    assert client.post(page, opened | {"first_name": "Ana"}).status_code == 302
    colleague.refresh_from_db()
    assert (colleague.first_name, colleague.password) == ("Ana", "new")
    assert str(StaffProfile.objects.get(user=colleague).mailed_on) == "2026-11-20"


def test_who_saves_second_is_told_of_a_change_that_only_others_may_make(client, staff):
    client.force_login(staff("manager"))
    colleague = staff("content editor")
    page = f"/admin/auth/user/{colleague.pk}/change/"
    opened = form_of(client.get(page))
    colleague.user_permissions.set(Permission.objects.filter(codename="view_term"))
    refused = client.post(page, opened | {"first_name": "Ana"}).content.decode()
    assert "somebody else saved this page" in refused
    assert "Something that cannot be changed here" in refused


def test_of_two_who_change_an_answer_or_urgent_advice_the_second_is_told(editor):
    for path, name in (
        (f"/admin/faq/question/{Question.objects.first().pk}/change/", "question"),
        (f"/admin/services/urgentsign/{UrgentSign.objects.first().pk}/change/", "advice"),
    ):
        form = BeautifulSoup(editor.get(path).content, "lxml").select_one("#content form")
        data = {
            field["name"]: field.get("value", "") if field.name == "input" else field.get_text()
            for field in form.select("input[name]:not([type=submit]), textarea")
        }
        for select in form.select("select"):
            chosen = select.find("option", selected=True)
            data[select["name"]] = chosen["value"] if chosen else ""
        spanish = data[f"{name}_es"]
        assert editor.post(path, data | {f"{name}_es": f"{spanish} 911"}).status_code == 302
        late = editor.post(path, data | {f"{name}_en": f"{data[f'{name}_en']} 911"})
        assert "somebody else saved this page" in late.content.decode()
