"""The lists of staff: searched, filtered, put in order."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from faq.models import Question
from njcmo_site.editing.one_row import OneRowAdmin
from referrals.models import IntakeSettings, Referral
from services.admin.parts import PartAdmin
from services.models import ContactDetails, Topic
from tests.factories import make_content, make_referral, make_request_at_work
from tests.queries import queries_of
from tests.staff_pages import REFERRALS, form_at, form_of

pytestmark = pytest.mark.django_db


def test_every_other_list_costs_a_handful_of_queries_however_long_it_is(client, staff):
    client.force_login(staff())
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, OneRowAdmin | PartAdmin) and model != Referral
    ]
    make_content(*range(3))
    for number in range(3):
        make_request_at_work(number)
    few = {path: queries_of(client, path) for path in lists}
    assert max(few.values()) <= 7
    make_content(*range(3, 30))
    for number in range(3, 30):
        make_request_at_work(number)
    assert {path: queries_of(client, path) for path in lists} == few


@pytest.mark.parametrize("chosen", ["abc", "", "9" * 20])
def test_an_action_on_rubbish_is_refused_with_a_page(coordinator, chosen):
    referral = make_referral(suspected=True)
    data = {"action": "release", "_selected_action": chosen}
    refused = coordinator.post(f"{REFERRALS}?suspected=yes", data)
    assert refused.status_code == 400
    assert "We could not read what was sent" in refused.content.decode()
    assert Referral.objects.get() == referral
    assert Referral.objects.get().suspected


@pytest.mark.parametrize(
    ("path", "name", "pasted", "stored"),
    [
        (
            "referrals/intakesettings/1",
            "notice_email",
            "in\u200btake@exam\u00adple.org",
            "intake@example.org",
        ),
        ("services/contactdetails/1", "phone", "\u200e609-555-0100\u202c", "609-555-0100"),
        ("services/contactdetails/1", "email", "o’hara@njcmo.org\ufeff", "o'hara@njcmo.org"),
        ("services/caremanagementorganization/1", "name", "Essex\u00a0C\u200bMO", "Essex CMO"),
        (
            "services/caremanagementorganization/1",
            "website",
            "https://a\u2060.org",
            "https://a.org",
        ),
        ("auth/user/{}", "username", "an\u200ba", "ana"),
        ("auth/user/{}", "first_name", "\u202eAna\x0bMaria", "Ana Maria"),
        ("auth/user/{}", "first_name", "Ana\u2063", "Ana"),
        ("services/firstcall/1", "title_es", "\u200bPrimera llamada", "Primera llamada"),
    ],
    ids=ascii,
)
def test_staff_store_nothing_that_nobody_sees(client, staff, path, name, pasted, stored):
    admin = staff()
    client.force_login(admin)
    ContactDetails.objects.create(id=1)
    IntakeSettings.objects.create(id=1)
    path = f"/admin/{path.format(admin.pk)}/change/"
    response = client.post(path, form_of(client.get(path)) | {name: pasted})
    assert response.status_code == 302, response.context["errors"]
    assert form_of(client.get(path))[name] == stored


def test_a_list_of_staff_is_searched_without_what_nobody_sees(client, staff):
    client.force_login(staff())
    staff("manager")
    page = client.get("/admin/auth/user/", {"q": "\u200bad\u00admin"})
    assert [user.username for user in page.context["cl"].result_list] == ["admin"]


@pytest.mark.parametrize(
    "query",
    [
        "referral__caregiver_name=",
        "referral__status=new",
        "referral__id__gt=1",
        "caregiver_name__startswith=R",
        "phone_hash=x",
        "name__regex=(",
        "name__year=x",
        "slug__in=a,b",
    ],
)
def test_a_list_answers_its_filters_and_nothing_else(client, staff, query):
    client.force_login(staff())
    for path in (REFERRALS, "/admin/services/county/", "/admin/services/topic/"):
        refused = client.get(f"{path}?{query}")
        answer = (refused.status_code, refused.get("Location"))
        assert answer in {(400, None), (302, f"{path}?e=1")}


@pytest.mark.parametrize("value", ["9" * 30, "1_0" * 12, "abc", "-1", "%ff"])
def test_a_filter_with_rubbish_in_it_is_no_error(editor, value):
    for name in ("hub__id__exact", "hub__isnull", "p", "o"):
        response = editor.get(f"/admin/services/topic/?{name}={value}")
        assert response.status_code in {200, 302, 400}, name


def test_the_admin_leads_nobody_to_a_page_by_its_number(editor):
    topic = Topic.objects.get(address="autism")
    shown = editor.get(form_at(topic)).content.decode()
    assert f'href="{topic.get_absolute_url()}" class="viewsitelink"' in shown
    kind = ContentType.objects.get_for_model(Topic).pk
    assert editor.get(f"/admin/r/{kind}/{topic.pk}/").status_code == 404


def test_saving_the_order_of_a_list_changes_no_number_that_another_set_meanwhile(editor):
    path = "/admin/faq/question/"
    opened = form_of(editor.get(path)) | {"_save": "Save"}
    first, second = opened["form-0-id"], opened["form-1-id"]
    Question.objects.filter(pk=first).update(order=77)
    assert editor.post(path, opened | {"form-1-order": "78"}).status_code == 302
    orders = dict(Question.objects.values_list("pk", "order"))
    assert (orders[int(first)], orders[int(second)]) == (77, 78)
    told = editor.post(path, opened | {"form-0-order": "79"})
    assert "Somebody else made it 77 meanwhile" in told.content.decode()
    assert Question.objects.get(pk=first).order == 77


def test_the_order_of_a_list_is_saved_without_cleaning_texts(editor, monkeypatch):
    path = "/admin/faq/question/"
    opened = form_of(editor.get(path)) | {"_save": "Save", "form-0-order": "77"}
    monkeypatch.setattr("njcmo_site.richtext.clean", None)
    assert editor.post(path, opened).status_code == 302
    assert Question.objects.filter(order=77).count() == 1


@pytest.mark.parametrize(
    ("path", "typed", "found"),
    [
        ("faq/question", "NIÑOS", "¿"),
        ("faq/question", "ninos", "¿"),
        ("faq/question", "  terapia  ESCUELA", "escuela"),
        ("faq/question", '"terapia escuela"', "escuela"),
        ("services/term", "educacion", "educación"),
        ("services/topic", "AUTISMO", "autismo"),
        ("services/firstcall", "intervencion", "intervención"),
        ("services/urgentsign", "CONVULSION", "convulsión"),
        ("services/sign", "ORINA popo", "popó"),
        ("services/moment", "SUENO", "sueño"),
        ("services/nextstep", "vision", "visión"),
        ("services/county", "CAPE may", "cape may"),
        ("services/caremanagementorganization", "CAPE ATLANTIC", "atlantic"),
        ("auth/user", "nunez", "núñez"),
        ("auth/user", "ROSA nunez", "núñez"),
    ],
)
def test_staff_find_words_however_they_type_accents_and_capitals(client, staff, path, typed, found):
    client.force_login(staff())
    User.objects.create_user("rosa", first_name="Rosa", last_name="Núñez")
    page = client.get(f"/admin/{path}/", {"q": typed})
    rows = page.context["cl"].result_list
    everything = page.context["cl"].model.objects.count()
    assert 0 < len(rows) < everything
    names = [field for field in page.context["cl"].search_fields if "__" not in field]
    for row in rows:
        assert found in " ".join(str(getattr(row, name)) for name in names).lower()


def test_a_search_in_several_columns_and_tied_rows_finds_each_row_once(manager):
    path = "/admin/services/caremanagementorganization/"
    rows = manager.get(path, {"q": "cape"}).context["cl"].result_list
    assert [row.slug for row in rows] == ["cape-atlantic"]
    assert len(manager.get(path, {"q": "no such words"}).context["cl"].result_list) == 0
    assert len(manager.get(path, {"q": '"'}).context["cl"].result_list) == 15


@pytest.mark.parametrize("name", ["_to_field", "_popup"])
@pytest.mark.parametrize("view", ["", "add/", "1/change/", "1/delete/", "1/history/"])
def test_no_page_opens_as_the_window_of_another(client, staff, view, name):
    client.force_login(staff())
    for model in ("services/topic", "services/county", "auth/user", "referrals/referral"):
        for value in ("id", "slug", "address", "x", ""):
            assert client.get(f"/admin/{model}/{view}", {name: value}).status_code == 400
        assert client.post(f"/admin/{model}/{view}", {name: "id"}).status_code == 400


def test_a_search_that_no_database_could_answer_is_refused(editor):
    path = "/admin/services/caremanagementorganization/"
    refused = editor.get(path, {"q": "a " * 1800})
    assert refused.status_code == 400
    assert "We could not read what was sent" in refused.content.decode()
    assert editor.get(path, {"q": "essex"}).status_code == 200
