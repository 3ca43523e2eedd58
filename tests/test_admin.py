"""What staff can see and do, and what they cannot."""

import json
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faq.models import Question
from njcmo_site import richtext
from njcmo_site.editing.base import LookOnly
from njcmo_site.editing.one_row import OneRowAdmin
from njcmo_site.editing.second_person import OvertakenForm
from referrals.desk import work
from referrals.desk.forms import StatusForm
from referrals.mail import outbox
from referrals.models import ConsentWords, IntakeSettings, Notice, Referral, StaffProfile
from services.models import (
    CareManagementOrganization,
    ContactDetails,
    Section,
    Topic,
    UrgentSign,
)
from tests.factories import make_content, make_referral, make_request_at_work
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

FAMILY = {
    "caregiver_name": "Rosa Núñez",
    "phone": "2015550123x12",
    "email": "rosa@example.org",
    "child_first_name": "Mateo",
    "message": "Haircuts are hard.\n<script>alert(1)</script>",
}
REFERRALS = "/admin/referrals/referral/"


@pytest.fixture
def coordinator(client, staff):
    client.force_login(staff("intake coordinator"))
    return client


@pytest.fixture
def manager(client, staff):
    client.force_login(staff("manager"))
    return client


@pytest.fixture
def editor(client, staff):
    client.force_login(staff("content editor"))
    return client


def page_of(referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def seen(client, referral) -> dict:
    """What the page remembers of how it was when it was opened."""
    return {"seen": form_of(client.get(page_of(referral))).get("seen", "")}


def move(client, referral, **answers):
    return client.post(page_of(referral), seen(client, referral) | answers)


def reveal(client, referral):
    return client.post(f"/admin/desk/{referral.pk}/reveal/", {"reason": "call"})


def test_nobody_sees_a_referral_without_signing_in(client):
    referral = make_referral()
    for path in (REFERRALS, page_of(referral)):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("role", "apps"),
    [
        ("content editor", {"services", "faq"}),
        ("intake coordinator", {"referrals"}),
        ("clinical reviewer", {"services"}),
    ],
)
def test_each_role_sees_only_its_own(client, staff, role, apps):
    client.force_login(staff(role))
    index = client.get("/admin/")
    assert {app["app_label"] for app in index.context["app_list"]} == apps
    paths = {
        "services": "/admin/services/topic/",
        "faq": "/admin/faq/question/",
        "referrals": REFERRALS,
        "auth": "/admin/auth/user/",
    }
    for app, path in paths.items():
        assert client.get(path).status_code == (200 if app in apps else 403)


def test_a_content_editor_cannot_open_a_referral(editor):
    referral = make_referral()
    refused = editor.get(page_of(referral))
    assert refused.status_code == 403
    assert str(referral) not in refused.content.decode()


def test_the_groups_get_back_what_they_are_to_have_after_each_migrate():
    group = Group.objects.get(name="intake coordinator")
    had = set(group.permissions.values_list("codename", flat=True))
    group.permissions.set(Permission.objects.filter(codename="delete_referral"))
    call_command("migrate", verbosity=0)
    assert set(group.permissions.values_list("codename", flat=True)) == had
    assert "view_referral" in had
    assert not {"add_referral", "delete_referral"} & had


def test_a_list_shows_reference_county_age_status_and_never_a_name(coordinator):
    referral = make_referral(**FAMILY)
    page = coordinator.get(REFERRALS).content.decode()
    for shown in (str(referral), "Essex", "6 to 8", "New"):
        assert shown in page
    assert not [value for value in FAMILY.values() if value in page]


def test_a_list_of_referrals_costs_the_same_queries_however_many_there_are(coordinator):
    lists = ["", "?status__exact=all", "?suspected=yes", "?taken=nobody", "?due=overdue"]
    for number in range(3):
        make_request_at_work(number)
    few = {asked: queries_of(coordinator, f"{REFERRALS}{asked}") for asked in lists}
    assert max(few.values()) <= 14
    for number in range(3, 30):
        make_request_at_work(number)
    assert {asked: queries_of(coordinator, f"{REFERRALS}{asked}") for asked in lists} == few


def test_every_other_list_costs_a_handful_of_queries_however_long_it_is(client, staff):
    client.force_login(staff())
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, OneRowAdmin) and model != Referral
    ]
    for number in range(3):
        make_content(number)
        make_request_at_work(number)
    few = {path: queries_of(client, path) for path in lists}
    assert max(few.values()) <= 7
    for number in range(3, 30):
        make_content(number)
        make_request_at_work(number)
    assert {path: queries_of(client, path) for path in lists} == few


def test_a_referral_s_page_shows_what_the_family_wrote_harmless_and_read_only(coordinator):
    referral = make_referral(**FAMILY)
    reveal(coordinator, referral)
    response = coordinator.get(page_of(referral))
    page = response.content.decode()
    for shown in ("Rosa Núñez", "201-555-0123, ext. 12", "rosa@example.org", "Mateo", "Autism"):
        assert shown in page
    assert "Partnership for Children of Essex" in page
    assert "<script>alert" not in page
    assert "no-store" in response["Cache-Control"]
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page))
    assert fields & set(FAMILY) == set()


def test_no_title_or_breadcrumb_names_a_person(coordinator):
    referral = make_referral(**FAMILY)
    reveal(coordinator, referral)
    page = coordinator.get(page_of(referral)).content.decode()
    assert "Rosa" in page
    head = page[: page.index("fieldset")]
    assert str(referral) in re.search(r"<title>(.*?)</title>", page, re.S)[1]
    assert "Rosa" not in head


def test_what_the_family_wrote_cannot_be_changed_by_a_post(coordinator):
    referral = make_referral(**FAMILY)
    move(
        coordinator, referral, status="trying", caregiver_name="Mallory", message="", county="ocean"
    )
    after = Referral.objects.get(pk=referral.pk)
    assert after.status == "trying"
    assert (after.caregiver_name, after.message) == (FAMILY["caregiver_name"], FAMILY["message"])
    assert after.county_id == "essex"


def test_nobody_adds_or_deletes_a_referral_in_the_admin(client, staff):
    client.force_login(staff())
    referral = make_referral()
    assert client.get(f"{REFERRALS}add/").status_code == 403
    assert client.post(f"{page_of(referral)[:-7]}delete/", {"post": "yes"}).status_code == 403
    client.post(
        REFERRALS, {"action": "delete_selected", "_selected_action": referral.pk, "post": "yes"}
    )
    assert Referral.objects.exists()


def test_only_the_agreed_moves_are_offered(coordinator):
    page = coordinator.get(page_of(make_referral(status="in_touch")))
    choices = [value for value, _ in page.context["adminform"].form.fields["status"].choices]
    assert choices == ["in_touch", "connected", "closed"]


def test_a_referral_is_closed_with_a_reason_and_opened_again(coordinator):
    referral = make_referral()
    refused = move(coordinator, referral, status="closed")
    assert "Choose why the referral is closed." in refused.content.decode()
    assert move(coordinator, referral, status="closed", close_reason="declined").status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.close_reason) == ("closed", "declined")
    move(coordinator, referral, status="in_touch", close_reason="declined")
    referral.refresh_from_db()
    assert (referral.status, referral.close_reason, referral.closed_at) == ("in_touch", "", None)


def test_a_move_that_is_not_agreed_is_refused(coordinator):
    referral = make_referral()
    assert move(coordinator, referral, status="connected").status_code == 200
    referral.refresh_from_db()
    assert referral.status == "new"


def test_after_being_overtaken_the_next_save_succeeds(coordinator, staff):
    referral = make_referral()
    opened = seen(coordinator, referral)
    referral.move_to("closed", "spam", by=staff())
    refused = coordinator.post(page_of(referral), opened | {"status": "trying"})
    assert refused.status_code == 200
    assert len(refused.context["errors"]) == 1
    data = form_of(refused) | {"status": "in_touch"}
    assert coordinator.post(page_of(referral), data).status_code == 302
    referral.refresh_from_db()
    assert referral.status == "in_touch"


def test_the_reason_of_a_closed_referral_can_be_corrected(coordinator):
    referral = make_referral(status="closed", close_reason="spam")
    move(coordinator, referral, status="closed", close_reason="declined")
    referral.refresh_from_db()
    assert referral.close_reason == "declined"
    assert LogEntry.objects.get().change_message == "Reason for closing: Spam → Family declined"


def test_saving_a_closed_referral_as_it_is_changes_nothing(coordinator):
    referral = make_referral(status="closed")
    before = Referral.objects.values().get()
    assert move(coordinator, referral, status="closed", close_reason="connected").status_code == 302
    assert Referral.objects.values().get() == before


@pytest.mark.parametrize("way", ["list", "page"])
def test_a_request_that_is_no_spam_is_released(coordinator, way):
    referral = make_referral(suspected=True, email="rosa@example.org")
    Referral.objects.filter(pk=make_referral().pk).update(status="trying")
    page = coordinator.get(REFERRALS)
    assert referral not in page.context["cl"].queryset
    assert "Set apart as suspected spam: 1." in page.content.decode()
    suspected = f"{REFERRALS}?suspected=yes"
    assert list(coordinator.get(suspected).context["cl"].queryset) == [referral]

    assert ">Release: not spam</button>" in coordinator.get(page_of(referral)).content.decode()
    return_to_list = {"action": "release", "_selected_action": [referral.pk]}
    if way == "list":
        coordinator.post(suspected, return_to_list)
    else:
        coordinator.post(f"/admin/desk/{referral.pk}/release/")
    referral.refresh_from_db()
    assert not referral.suspected
    assert sorted(referral.notices.values_list("audience", flat=True)) == ["family", "intake"]
    step = referral.steps.get()
    assert (step.get_what_display(), step.by.username) == (
        "Released: not spam",
        "intake-coordinator",
    )
    coordinator.post(suspected, return_to_list)
    assert Notice.objects.count() == 2


def test_what_was_closed_is_not_released_any_more():
    for closed in (make_referral(suspected=True), make_referral(suspected=True)):
        stale = Referral.objects.get(pk=closed.pk)
        closed.move_to("closed", "spam")
        work.release(stale)
    assert not Notice.objects.exists()
    assert Referral.objects.filter(suspected=True).count() == 2


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


def test_settings_are_not_saved_over_somebody_else_s(manager):
    path = manager.get("/admin/referrals/intakesettings/")["Location"]
    opened = form_of(manager.get(path))
    IntakeSettings.objects.update(notice_email="intake@example.org")
    refused = manager.post(path, opened | {"target_working_days": "3"})
    assert "somebody else saved this page" in refused.content.decode()
    assert IntakeSettings.current().notice_email == "intake@example.org"


def test_a_tick_to_erase_that_would_erase_nothing_is_not_ignored(coordinator):
    referral = make_referral()
    response = move(coordinator, referral, status="closed", close_reason="spam", erase="on")
    assert "Withdrawn by the family” as well" in response.content.decode()
    assert Referral.objects.get().status == "new"


def test_the_history_names_statuses_and_reasons_apart(coordinator):
    move(coordinator, make_referral(status="in_touch"), status="connected")
    assert LogEntry.objects.get().change_message == "Status: In touch → Connected"


def test_what_is_suspected_is_released_first_or_closed(coordinator):
    referral = make_referral(suspected=True)
    assert referral.next_statuses() == ["closed"]
    move(coordinator, referral, status="trying")
    referral.refresh_from_db()
    assert (referral.status, referral.suspected) == ("new", True)
    move(coordinator, referral, status="closed", close_reason="spam")
    assert Referral.objects.get().close_reason == "spam"
    assert not Notice.objects.exists()


def test_what_was_suspected_and_closed_is_taken_up_again_and_believed(coordinator):
    referral = make_referral(suspected=True, status="closed", close_reason="spam")
    page = coordinator.get(page_of(referral)).content.decode()
    assert "Taken up again, it is believed." in page
    assert ">Release: not spam</button>" not in page
    path = f"/admin/desk/{referral.pk}/release/"
    assert "is closed, or was" in coordinator.post(path, follow=True).content.decode()
    assert move(coordinator, referral, status="in_touch").status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.suspected) == ("in_touch", False)
    assert referral.assigned_to.username == "intake-coordinator"
    assert referral.steps.get().detail == "Closed → In touch, not spam"
    assert not Notice.objects.exists()  # they are in touch: there is nothing to announce
    assert referral in coordinator.get(f"{REFERRALS}?taken=me").context["cl"].queryset


def test_new_words_of_the_consent_are_a_new_version_and_the_old_ones_stay(manager, client):
    path = "/admin/referrals/consentwords/"
    data = form_of(manager.get(f"{path}add/"))
    assert "NJCMO’s intake staff" in data["words_en"]
    both = {"words_en": "NJCMO may call me.", "words_es": "NJCMO puede llamarme."}
    refused = manager.post(f"{path}add/", both | {"words_es": ""})
    assert (refused.status_code, ConsentWords.objects.count()) == (200, 1)
    for words in (both | {"words_en": "We may call me."}, both):
        opened = {"opened_state": form_of(manager.get(f"{path}add/"))["opened_state"]}
        assert manager.post(f"{path}add/", words | opened).status_code == 302
        again = manager.post(f"{path}add/", words | opened)
        assert "somebody else saved" in again.content.decode()
    unchanged = manager.post(f"{path}add/", form_of(manager.get(f"{path}add/")))
    assert "nothing was changed" in unchanged.content.decode()
    day = timezone.localdate().isoformat()
    versions = list(ConsentWords.objects.values_list("version", flat=True))
    assert versions == [f"{day}.2", day, "2026-11"]
    assert "NJCMO may call me." in client.get("/get-help/").content.decode()
    assert "NJCMO puede llamarme." in client.get("/es/get-help/").content.decode()
    old = manager.get(path).context["cl"].result_list[2]
    changed = manager.post(f"{path}{old.pk}/change/", both)
    assert changed.status_code == 403


def test_staff_see_which_e_mails_wait_why_and_have_them_tried_again(coordinator):
    IntakeSettings.objects.create(id=1)
    referral = make_referral(email="rosa@example.org")
    Notice.objects.announce(referral)
    later = timezone.now() + timedelta(hours=1)
    Notice.objects.filter(audience="family").update(
        tries=2, last_error="ConnectionRefusedError", due_at=later
    )
    path = "/admin/referrals/notice/"
    page = coordinator.get(path).content.decode()
    assert str(referral) in page
    assert "could not be sent (ConnectionRefusedError)" in page
    assert "no address is set" in page
    assert "rosa@" not in page
    everything = list(Notice.objects.values_list("pk", flat=True))
    coordinator.post(path, {"action": "try_now", "_selected_action": everything})
    assert not Notice.objects.filter(due_at=later).exists()


def test_staff_are_told_of_mails_that_rest_and_can_try_them_again(coordinator, settings):
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    settings.HAS_MAIL_SERVER = True
    for _ in range(2):
        Notice.objects.announce(make_referral())
    refused = {"rests": True, "tries": 22, "last_error": "SMTPRecipientsRefused"}
    Notice.objects.update(**refused)
    page = coordinator.get(REFERRALS).content.decode()
    assert "refused for 3 days, and are no longer tried: 2." in page
    assert "could not be sent yet" not in page
    path = "/admin/referrals/notice/"
    assert "no longer tried" in coordinator.get(path).content.decode()
    one = Notice.objects.first()
    coordinator.post(path, {"action": "try_now", "_selected_action": [one.pk]})
    assert Notice.objects.due().count() == 2


def test_trying_now_does_not_wait_for_the_next_count(coordinator):
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    for _ in range(2):
        Notice.objects.announce(make_referral())
        outbox.send_due()
    path = "/admin/referrals/notice/"
    assert "goes with the next count" in coordinator.get(path).content.decode()
    waiting = Notice.objects.waiting().get()
    coordinator.post(path, {"action": "try_now", "_selected_action": [waiting.pk]})
    assert outbox.send_due() == 1


def test_the_log_of_staff_names_the_reference_and_no_person(coordinator):
    referral = make_referral(**FAMILY)
    move(coordinator, referral, status="trying")
    entry = LogEntry.objects.get()
    assert entry.object_repr == str(referral)
    assert "Rosa" not in entry.change_message + entry.object_repr


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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status__exact=new", {"new"}),
        ("status__exact=all", {"new", "trying", "closed"}),
        ("suspected=yes", {"suspected"}),
        ("suspected=%27", {"new", "trying", "suspected"}),
        ("county__slug__exact=essex", {"new"}),
        ("status__exact=%27", {"new", "trying"}),
    ],
)
def test_the_filters_of_the_list_work(coordinator, query, found):
    rows = {
        "new": make_referral(),
        "trying": make_referral(status="trying", county_id="ocean"),
        "closed": make_referral(status="closed"),
        "suspected": make_referral(suspected=True),
    }
    listed = coordinator.get(f"{REFERRALS}?{query}").context["cl"].queryset
    assert {name for name, row in rows.items() if row in listed} == found


@pytest.mark.parametrize("value", ["9" * 30, "1_0" * 12, "abc", "-1", "%ff"])
def test_a_filter_with_rubbish_in_it_is_no_error(editor, value):
    for name in ("hub__id__exact", "published__exact", "hub__isnull", "p", "o"):
        response = editor.get(f"/admin/services/topic/?{name}={value}")
        assert response.status_code in {200, 302, 400}, name


def test_staff_are_told_while_nobody_is_told_of_new_requests(coordinator, settings):
    assert "No address is set for new requests" in coordinator.get(REFERRALS).content.decode()
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    assert "No mail server is set" in coordinator.get(REFERRALS).content.decode()
    settings.HAS_MAIL_SERVER = True
    assert "messagelist" not in coordinator.get(REFERRALS).content.decode()
    notice = {"audience": "intake", "tries": 3, "last_error": "TimeoutError"}
    Notice.objects.create(referral=make_referral(), **notice)
    page = coordinator.get(REFERRALS).content.decode()
    assert "E-mails that could not be sent yet, and are tried again: 1." in page


def test_a_manager_sets_the_address_for_new_requests(manager):
    path = manager.get("/admin/referrals/intakesettings/")["Location"]
    right = form_of(manager.get(path))
    right |= {"notice_email": "intake@example.org", "target_working_days": "3"}
    del right["opened_state"]
    manager.post(path, right)
    now = IntakeSettings.current()
    assert (now.notice_email, now.target_working_days) == ("intake@example.org", 3)
    assert not now.tell_families
    for wrong in ({"notice_email": "a@b.org\nBcc: c@d.org"}, {"target_working_days": "0"}):
        assert manager.post(path, right | wrong).status_code == 200
    now.refresh_from_db()
    assert (now.notice_email, now.target_working_days) == ("intake@example.org", 3)


def form_of(response) -> dict:
    """What a browser would send back of an admin page, untouched: the controls that it shows."""
    data = {}
    for form in BeautifulSoup(response.content, "html.parser").select("#content-main form"):
        for control in form.find_all(["input", "select", "textarea"]):
            name = control.get("name")
            if not name or "__prefix__" in name or control.get("type") == "submit":
                continue
            if control.name == "select":
                chosen = [option["value"] for option in control.select("option[selected]")]
                data[name] = chosen if control.has_attr("multiple") else (chosen or [""])[0]
            elif control.name == "textarea":
                data[name] = control.get_text().removeprefix("\n")
            elif control.get("type") == "checkbox" and control.get("value", "on") != "on":
                data.setdefault(name, [])
                data[name] += [control["value"]] if control.has_attr("checked") else []
            elif control.get("type") not in {"checkbox", "radio"} or control.has_attr("checked"):
                data[name] = control.get("value", "on" if control.get("type") == "checkbox" else "")
    return data


def short_page() -> Topic:
    """The page about autism with five rows of each kind, whose form comes in half the time."""
    page = Topic.objects.get(address="autism")
    for rows in (page.approaches, page.sources, page.sections):
        rows.filter(order__gt=5).delete()
    return page


def test_what_an_editor_saves_is_on_the_site_at_once(editor, client):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path))
    data["sections-0-body_en"] = "<p>New words.<script>x</script></p>"
    data["title_en"] = "A new title"
    Topic.objects.update(words_changed_on="2020-01-01")
    assert editor.post(path, data).status_code == 302
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "<p>New words.</p>" in page
    assert "A new title" in page
    assert "<script>" not in page
    assert "January 1, 2020" not in page


def test_saving_a_page_as_it_is_does_not_date_it_anew(editor):
    topic = Topic.objects.get(address="ot-vs-pt")
    path = reverse("admin:services_topic_change", args=[topic.pk])
    Topic.objects.update(words_changed_on="2020-01-01")
    before = list(topic.sections.values())
    assert editor.post(path, form_of(editor.get(path))).status_code == 302
    topic.refresh_from_db()
    assert str(topic.words_changed_on) == "2020-01-01"
    assert list(topic.sections.values()) == before


def test_sections_are_put_in_order_by_number(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    response = editor.get(path)
    assert 'type="number" name="sections-0-order"' in response.content.decode()
    data = form_of(response)
    last = topic.sections.last()
    count = topic.sections.count()
    for index in range(count):
        data[f"sections-{index}-order"] = str(index + 2)
    data[f"sections-{count - 1}-order"] = "1"
    editor.post(path, data)
    assert topic.sections.first() == last


def test_a_number_that_was_changed_decides_between_equals(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    keys = list(topic.sections.values_list("pk", flat=True))
    last = len(keys) - 1
    editor.post(path, form_of(editor.get(path)) | {f"sections-{last}-order": "1"})
    assert list(topic.sections.values_list("pk", flat=True)) == [keys[last], *keys[:last]]
    editor.post(path, form_of(editor.get(path)) | {"sections-0-order": str(last + 1)})
    assert list(topic.sections.values_list("pk", flat=True)) == keys
    assert list(topic.sections.values_list("order", flat=True)) == list(range(1, last + 2))


def test_of_two_editors_of_one_page_the_second_is_told_and_overwrites_nothing(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    editor.post(path, form_of(editor.get(path)))  # which numbers the sections
    mine, theirs = form_of(editor.get(path)), form_of(editor.get(path))
    assert editor.post(path, theirs | {"sections-1-heading_en": "Theirs"}).status_code == 302
    refused = editor.post(path, mine | {"sections-0-heading_en": "Mine"})
    assert "somebody else saved this page" in refused.content.decode()
    assert "Mine" in refused.content.decode()
    headings = topic.sections.values_list("heading_en", flat=True)
    assert ("Theirs" in headings, "Mine" in headings) == (True, False)

    told = BeautifulSoup(refused.content, "html.parser").select_one("section.overtaken")
    assert "Last saved by content-editor" in told.get_text()
    (changed,) = told.select("tbody tr")
    assert "Heading (English)" in changed.th.get_text()
    assert changed.ins.get_text() == "Theirs"
    again = editor.post(path, form_of(refused))
    assert again.status_code == 302
    headings = topic.sections.values_list("heading_en", flat=True)
    assert ("Theirs" in headings, "Mine" in headings) == (True, True)


def test_what_both_changed_is_shown_beside_each_other_and_mine_is_kept(editor):
    question = Question.objects.get(anchor="ot-at-school")
    path = reverse("admin:faq_question_change", args=[question.pk])
    mine, theirs = form_of(editor.get(path)), form_of(editor.get(path))
    editor.post(path, theirs | {"answer_en": "<p>Ask the school now.</p>"})
    refused = editor.post(path, mine | {"answer_en": "<p>Ask the teacher now.</p>"})
    (line,) = BeautifulSoup(refused.content, "html.parser").select("section.overtaken tbody tr")
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
    told = BeautifulSoup(refused.content, "html.parser").select("section.overtaken tbody tr")
    cells = [[cell.get_text().strip() for cell in row.select("td")] for row in told]
    assert ["https://example.org/theirs", "https://example.org/mine"] in cells
    assert ["Beds <b> 5 & more", "I > you"] in cells


@pytest.mark.parametrize(
    "opened",
    ["x", "7", "[]", '[["a", "b"]]', '{"x": "y"}', '{"section.1.x.y": "z"}', '{"topic.1": 7}']
    + ["[" * 100_000, "9" * 5000],
    ids=lambda opened: ascii(opened)[:20],
)
def test_a_page_that_remembers_nonsense_is_told_and_saves_nothing(editor, opened):
    topic = Topic.objects.get(address="autism")
    path = reverse("admin:services_topic_change", args=[topic.pk])
    page = form_of(editor.get(path))
    refused = editor.post(path, page | {"opened_state": opened, "title_en": "Mine"})
    assert (refused.status_code, "Nothing was saved" in refused.content.decode()) == (200, True)
    topic.refresh_from_db()
    assert topic.title_en != "Mine"


@pytest.mark.parametrize("step", ["x", "9" * 5000, "9" * 30, "²", "-1"], ids=lambda step: step[:9])
def test_a_page_of_a_referral_that_remembers_nonsense_is_told_and_moves_nothing(coordinator, step):
    referral = make_referral()
    seen = json.dumps({"step": step, "reference": "x"})
    refused = coordinator.post(page_of(referral), {"status": "in_touch", "seen": seen})
    assert (refused.status_code, "Nothing was saved" in refused.content.decode()) == (200, True)
    referral.refresh_from_db()
    assert referral.status == "new"


def test_rows_that_a_colleague_added_or_took_away_are_told(editor):
    topic = Topic.objects.get(address="autism")
    path = reverse("admin:services_topic_change", args=[topic.pk])
    opened = form_of(editor.get(path))
    topic.sources.last().delete()
    Section.objects.create(topic=topic, anchor="new", heading_en="New", body_en="<p>New.</p>")
    told = editor.post(path, opened | {"title_en": "Mine"}).content.decode()
    assert "Section: one was added. Open the page anew" in told
    assert "Source: one was taken away. Open the page anew" in told


def test_the_admin_leads_nobody_to_a_page_by_its_number(editor):
    topic = short_page()
    shown = editor.get(reverse("admin:services_topic_change", args=[topic.pk])).content.decode()
    assert f'href="{topic.get_absolute_url()}" class="viewsitelink"' in shown
    kind = ContentType.objects.get_for_model(Topic).pk
    assert editor.get(f"/admin/r/{kind}/{topic.pk}/").status_code == 404


CMO = {"phone": "973-555-0100", "phone_verified": "on"}
EDITED = [  # a page, what one changes there, what another changes meanwhile
    ("auth/user", {"email": "a@b.org"}, {"first_name": "Ana"}),
    ("auth/user", {"email": "a@b.org"}, {"groups": []}),
    ("auth/user", {"email": "a@b.org"}, {"profile-0-daily_mail": []}),
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
    ("services/topic", {"title_en": "Title"}, {"sources-0-year": "2020"}),
    ("services/topic", {"title_en": "Title"}, {"approaches-0-strength": "weak-or-mixed"}),
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
        row = short_page()
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
    told = BeautifulSoup(refused.content, "html.parser").select("section.overtaken tbody tr a")
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


def test_a_new_page_is_a_draft_that_only_its_editors_see(client, staff):
    hub = Topic.objects.get(hub=None)
    client.force_login(staff("content editor"))
    data = form_of(client.get("/admin/services/topic/add/"))
    data |= dict.fromkeys(("title_en", "short_title_en", "summary_en", "description_en"), "New")
    assert (
        client.post(
            "/admin/services/topic/add/", data | {"hub": hub.pk, "address": "new"}
        ).status_code
        == 302
    )
    assert Topic.objects.order_by("order").last().address == "new"
    draft = client.get("/occupational-therapy/new/")
    assert "This page is a draft." in draft.content.decode()
    assert "no-store" in draft["Cache-Control"]
    assert Client().get("/occupational-therapy/new/").status_code == 404
    client.force_login(staff("intake coordinator"))
    assert client.get("/occupational-therapy/new/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reviewed_on": "2999-01-01", "reviewed_by": "Ana Ruiz"}, "This day is yet to come."),
        ({"reviewed_by": "Ana Ruiz"}, "A review has both a date and a reviewer."),
        ({"sources-0-year": "20266"}, "Enter a year up to now, or nothing."),
        ({"urgent_signs": ["abc"]}, "is not a valid value"),
        ({"related": ["abc"]}, "is not a valid value"),
        ({"title_en": ""}, "This field is required."),
    ],
    ids=str,
)
def test_a_mistake_on_a_page_is_answered_with_what_to_do(editor, changes, told):
    User.objects.get(username="content-editor").groups.add(
        Group.objects.get(name="clinical reviewer")
    )
    path = reverse("admin:services_topic_change", args=[short_page().pk])
    refused = editor.post(path, form_of(editor.get(path)) | changes)
    assert (refused.status_code, told in refused.content.decode()) == (200, True)


def test_sections_that_swap_their_anchors_are_refused_with_a_message(editor):
    path = reverse("admin:services_topic_change", args=[short_page().pk])
    data = form_of(editor.get(path))
    swapped = {f"sections-{i}-anchor": data[f"sections-{1 - i}-anchor"] for i in (0, 1)}
    refused = editor.post(path, data | swapped)
    assert "is the anchor of another section until that is saved" in refused.content.decode()


def test_a_section_whose_number_is_cleared_stays_where_it_was(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path)) | {"sections-1-order": "", "sources-0-order": ""}
    before = list(topic.sections.values_list("pk", "order"))
    assert editor.post(path, data).status_code == 302
    assert list(topic.sections.values_list("pk", "order")) == before


def new_section(topic, anchor) -> dict:
    """What "Add another Section" and filling it in add to the form of a page."""
    count = topic.sections.count()
    section = {
        "topic": topic.pk,
        "heading_en": "One more",
        "anchor": anchor,
        "body_en": "<p>Words.</p>",
        "order": "",
    }
    fields = {f"sections-{count}-{name}": value for name, value in section.items()}
    return fields | {"sections-TOTAL_FORMS": count + 1}


def test_two_sections_of_one_anchor_are_refused_with_a_message(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path))
    anchors = list(topic.sections.values_list("anchor", flat=True))
    changed = data | {"sections-1-anchor": data["sections-0-anchor"]}
    added = data | new_section(topic, anchor=data["sections-0-anchor"])
    for doubled in (changed, added):
        refused = editor.post(path, doubled)
        assert refused.status_code == 200
        assert "correct the duplicate" in refused.content.decode()
    assert list(topic.sections.values_list("anchor", flat=True)) == anchors


def test_a_new_section_is_put_last(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path)) | new_section(topic, anchor="one-more")
    response = editor.post(path, data)
    assert response.status_code == 302, response.context["errors"]
    assert topic.sections.last().heading_en == "One more"


@pytest.mark.parametrize("anchor", ["sources", "q-school", "two words"])
def test_an_anchor_that_the_page_uses_otherwise_is_refused(editor, anchor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    data = form_of(editor.get(path)) | {"sections-0-anchor": anchor}
    refused = editor.post(path, data)
    assert refused.status_code == 200
    assert refused.context["errors"]
    assert not topic.sections.filter(anchor=anchor).exists()


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


def test_an_editor_polishes_urgent_advice_and_cannot_lower_its_level(editor, client):
    topic = Topic.objects.get(address="autism")
    sign = topic.urgent_signs.get(name="u-breathing")
    path = reverse("admin:services_urgentsign_change", args=[sign.pk])
    editor.post(path, {"advice_en": "Trouble breathing: call 911 now.", "level": 4, "name": "x"})
    sign.refresh_from_db()
    assert (sign.level, sign.name) == (1, "u-breathing")
    assert "Trouble breathing: call" in client.get(topic.get_absolute_url()).content.decode()


def test_advice_that_no_longer_names_911_is_refused_and_other_advice_dates_its_pages(editor):
    sign = Topic.objects.get(address="autism").urgent_signs.get(name="u-breathing")
    path = reverse("admin:services_urgentsign_change", args=[sign.pk])
    Topic.objects.update(words_changed_on="2020-01-01")
    refused = editor.post(path, {"advice_en": "Trouble breathing: wait."})
    assert "This sign is one for 911" in refused.content.decode()
    assert str(Topic.objects.get(address="autism").words_changed_on) == "2020-01-01"
    editor.post(path, {"advice_en": "Trouble breathing: call 911 now."})
    assert str(Topic.objects.get(address="autism").words_changed_on) != "2020-01-01"


def test_a_question_that_goes_dates_the_page_that_it_stood_on(editor):
    question = Question.objects.get(anchor="ot-what-is-it")
    Topic.objects.update(words_changed_on="2020-01-01")
    editor.post(reverse("admin:faq_question_delete", args=[question.pk]), {"post": "yes"})
    assert not Question.objects.filter(pk=question.pk).exists()
    assert str(Topic.objects.get(hub=None).words_changed_on) != "2020-01-01"


def test_an_editor_keeps_the_organizations_up_to_date(editor):
    organization = CareManagementOrganization.objects.get(slug="essex")
    path = reverse("admin:services_caremanagementorganization_change", args=[organization.pk])
    data = form_of(editor.get(path)) | {"phone_verified": "on", "phone": ""}
    assert "Enter the phone number that was verified." in editor.post(path, data).content.decode()
    refused = editor.post(path, data | {"phone": "abc"}).content.decode()
    assert "Enter it as 973-555-0100" in refused
    assert editor.post(path, data | {"phone": "973-555-0100"}).status_code == 302
    assert CareManagementOrganization.objects.get(slug="essex").phone_verified


def test_of_two_who_change_an_answer_or_urgent_advice_the_second_is_told(editor):
    for path, name in (
        (f"/admin/faq/question/{Question.objects.first().pk}/change/", "question"),
        (f"/admin/services/urgentsign/{UrgentSign.objects.first().pk}/change/", "advice"),
    ):
        form = BeautifulSoup(editor.get(path).content, "html.parser").select_one("#content form")
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


def test_a_status_is_not_changed_without_saying_what_was_seen(coordinator):
    referral = make_referral()
    for nothing in ({}, {"seen": ""}, {"seen": "forged"}):
        response = coordinator.post(page_of(referral), {"status": "trying"} | nothing)
        assert response.status_code == 200
        assert "Nothing was saved" in response.content.decode()
    assert Referral.objects.get().status == "new"


def test_only_who_may_see_a_row_makes_it(client, staff):
    client.force_login(staff("intake coordinator"))
    assert client.get("/admin/services/contactdetails/").status_code == 403
    assert not ContactDetails.objects.exists()


def test_a_text_that_is_too_long_to_clean_is_refused(editor):
    question = Question.objects.first()
    response = editor.post(
        f"/admin/faq/question/{question.pk}/change/", {"answer_en": "<li>" * 20_000}
    )
    assert "at most 50000 characters" in response.content.decode()


def test_a_page_that_would_be_too_long_is_refused_with_a_message(editor):
    topic = short_page()
    path = reverse("admin:services_topic_change", args=[topic.pk])
    long = {f"sections-{index}-body_es": f"<p>{'a' * 49_000}</p>" for index in range(5)}
    refused = editor.post(path, form_of(editor.get(path)) | long)
    assert "more than 200,000 characters in one language" in refused.content.decode()
    del long["sections-0-body_es"]
    assert editor.post(path, form_of(editor.get(path)) | long).status_code == 302


def test_the_page_of_questions_cannot_grow_without_end(editor):
    first, *others = Question.objects.all()
    path = reverse("admin:faq_question_change", args=[first.pk])
    Question.objects.filter(pk__in=[one.pk for one in others[:4]]).update(answer_en="a" * 49_000)
    refused = editor.post(path, form_of(editor.get(path)) | {"answer_en": "a" * 49_000})
    assert "more than 200,000 characters in one language" in refused.content.decode()
    others[0].delete()
    assert editor.post(path, form_of(editor.get(path)) | {"answer_en": "a"}).status_code == 302


@pytest.mark.parametrize("answer", ["<table><tr><td>" * 600, '<p><a href="faq">a</a></p>'])
def test_a_text_that_cannot_be_cleaned_comes_back_with_what_to_do(editor, answer):
    path = f"/admin/faq/question/{Question.objects.first().pk}/change/"
    refused = editor.post(path, form_of(editor.get(path)) | {"answer_en": answer})
    assert refused.status_code == 200
    assert refused.context["errors"]
    assert refused.context["adminform"].form["answer_en"].value() == answer


@pytest.mark.parametrize("path", ["faq/question", "services/topic"])
def test_every_text_is_cleaned_before_the_transaction_that_others_wait_for(
    editor, monkeypatch, path
):
    row = short_page() if path == "services/topic" else Question.objects.last()
    page = f"/admin/{path}/{row.pk}/change/"
    name = "answer_en" if path == "faq/question" else "sections-0-body_en"
    data = form_of(editor.get(page)) | {name: "<p>New &amp; <strong>clean</strong></p>"}
    within = len(connection.savepoint_ids)  # a test is in a transaction itself
    tidy, deep = richtext.tidy, []
    richtext._cleaned_or_refused.cache_clear()

    def watched(html):
        deep.append(len(connection.savepoint_ids) - within)
        return tidy(html)

    monkeypatch.setattr(richtext, "tidy", watched)
    assert editor.post(page, data).status_code == 302
    assert deep
    assert set(deep) == {0}


def test_erasing_asks_once_more_and_leaves_a_stub_to_look_at(coordinator):
    referral = make_referral(**FAMILY)
    withdrawn = {"status": "closed", "close_reason": "withdrawn"}
    assert "This cannot be undone" in move(coordinator, referral, **withdrawn).content.decode()
    assert Referral.objects.get().caregiver_name == "Rosa Núñez"

    assert move(coordinator, referral, **withdrawn, erase="on").status_code == 302
    referral.refresh_from_db()
    assert referral.caregiver_name == ""
    page = coordinator.get(page_of(referral))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert move(coordinator, referral, status="closed", close_reason="spam").status_code == 403


def test_a_search_that_no_database_could_answer_is_refused(editor):
    path = "/admin/services/caremanagementorganization/"
    refused = editor.get(path, {"q": "a " * 1800})
    assert refused.status_code == 400
    assert "We could not read what was sent" in refused.content.decode()
    assert editor.get(path, {"q": "essex"}).status_code == 200
