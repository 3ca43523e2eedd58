"""The forms of staff pages: what they say of a mistake, and how a day is chosen in them."""

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTimeWidget
from django.urls import resolve

from services.models import Card, FirstCall, Topic
from tests.factories import make_referral
from tests.staff_pages import form_of, save, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, django_user_model):
    """Somebody who sees every page of the admin."""
    user = django_user_model.objects.create_superuser("boss")
    client.force_login(user)
    return user


def told(response) -> list[str]:
    """The lines of the summary, of which each leads to a control of the page that is in error."""
    page = BeautifulSoup(response.content, "lxml")
    links = page.select("[role=alert][autofocus] a")
    for link in links:
        control = page.find(id=link["href"].removeprefix("#"))
        assert control, link
        assert control.name in {"p", "div"} or control.get("aria-invalid") == "true", link
    return [link.get_text() for link in links]


def test_both_fields_of_sign_in_left_empty_are_told_by_name(client):
    assert told(client.post("/accounts/login/", {})) == [
        "Username: This field is required.",
        "Password: This field is required.",
    ]


@pytest.mark.parametrize(
    ("find", "mistakes", "names"),
    [
        (
            lambda page: page,
            {"title_en": "", "urgent_signs": ["abc"]},
            ["Title (English)", "Urgent signs"],
        ),
        (
            lambda page: page.sections.all()[1],
            {"heading_en": "", "body_es": "x" * 50_001, "anchor": "sources"},
            ["Heading (English)", "Text (Spanish)", "Anchor"],
        ),
        (
            lambda page: page.sources.first(),
            {"title": "", "year": "20266", "url": "no address"},
            ["Title", "Year", "Link"],
        ),
        (
            lambda page: page.approaches.first(),
            {"finding_en": "", "source": ""},
            ["What was found (English)", "Source"],
        ),
        (
            lambda _: Card.objects.get(slug="socks"),
            {"title_en": "", "sources-0-url": "no address", "sources-1-title": ""},
            ["Title (English)", "Source 1, Link", "Source 2, Title"],
        ),
    ],
    ids=["page", "section", "source", "approach", "card"],
)
def test_mistakes_are_told_by_their_row_and_field(client, boss, find, mistakes, names):
    row = find(Topic.objects.get(address="autism"))
    lines = told(save(client, row, **mistakes))
    assert [line.partition(": ")[0] for line in lines] == names


def test_sections_that_are_alike_are_told_with_the_way_to_them(client, boss):
    first, second = Topic.objects.get(address="autism").sections.all()[:2]
    (line,) = told(save(client, second, anchor=first.anchor))
    assert "Another section of this page has this anchor." in line


def test_a_number_that_was_mistyped_in_a_list_is_told_with_its_page(client, boss):
    path = "/admin/services/topic/"
    data = form_of(client.get(path)) | {"form-0-order": "x", "_save": "Save"}
    first = Topic.objects.first()
    assert told(client.post(path, data)) == [f"{first}, Order: Enter a whole number."]


def test_a_mistake_in_an_account_is_told_by_its_field(client, boss):
    path = f"/admin/auth/user/{boss.pk}/"
    assert told(client.post(f"{path}change/", {"username": ""}))[0].startswith("Username: ")
    assert told(client.post("/admin/auth/user/add/", {}))[0].startswith("First name: ")


def test_every_form_of_the_desk_tells_mistakes_by_their_fields(client, boss):
    referral = make_referral()
    desk = f"/admin/desk/{referral.pk}"
    assert told(client.post(f"{desk}/call/", {"note": "x"})) == ["Outcome: Press how it ended."]
    assert told(client.post(f"{desk}/hand-over/", {"reason": ""})) == ["Why: Choose why."]
    assert told(client.post("/admin/desk/search/", {"q": "2015550123"})) == [
        "Why (for a phone or an e-mail): Choose why you look for a phone or an e-mail address."
    ]
    assert told(client.post("/admin/desk/export/", {"first": ""}))[0].startswith("Reason: ")
    assert told(client.get("/admin/desk/numbers/?from=x"))[0].startswith("From: ")
    path = f"/admin/referrals/referral/{referral.pk}/change/"
    assert told(client.post(path, seen(client, referral) | {"status": "closed"})) == [
        "Reason for closing: Choose why the referral is closed."
    ]


def test_a_day_is_chosen_with_the_browsers_own_calendar_and_kept(client, boss):
    call = FirstCall.objects.first()
    path = f"/admin/services/firstcall/{call.pk}/change/"
    page = BeautifulSoup(client.get(path).content, "lxml")
    day = page.select_one("#id_checked_on")
    assert (day["type"], day["value"]) == ("date", call.checked_on.isoformat())
    client.post(path, form_of(client.get(path)) | {"checked_on": "2026-01-31"})
    call.refresh_from_db()
    assert call.checked_on.isoformat() == "2026-01-31"


def test_no_form_of_the_admin_opens_a_calendar_by_a_link_without_a_name(rf, boss):
    request = rf.get("/")
    request.user, request.resolver_match = boss, resolve("/admin/services/topic/add/")
    nameless = (AdminDateWidget, AdminTimeWidget, AdminSplitDateTime)
    pages = [page for page in admin.site._registry.values() if page.has_change_permission(request)]
    assert len(pages) > 8
    for page in pages:
        forms = [page.get_form(request)]
        forms += [one.get_formset(request).form for one in page.get_inline_instances(request)]
        for form in forms:
            for name, field in form.base_fields.items():
                assert not isinstance(field.widget, nameless), (page, name)
