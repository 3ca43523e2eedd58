"""How staff answer families: who sees what, who is next, and what is noted of it."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from referrals import retention
from referrals.desk import work
from referrals.models import Notice, Referral, Step
from services.models import County
from tests.factories import make_referral, make_request_at_work
from tests.queries import queries_of
from tests.staff_pages import FAMILY, REFERRALS, page_of, reveal

pytestmark = pytest.mark.django_db


# The CMO of the county


def test_who_works_for_a_cmo_sees_its_counties_and_nothing_of_others(client, ben):
    client.force_login(ben)
    ours, theirs = make_referral(), make_referral(county_id="ocean", **FAMILY)
    assert list(client.get(REFERRALS).context["cl"].queryset) == [ours]
    absent, nowhere = (
        client.get(f"{REFERRALS}{pk}/change/", follow=True).context["messages"]
        for pk in (theirs.pk, 98765)
    )
    assert str(*absent).replace(str(theirs.pk), "98765") == str(*nowhere)
    for action in ("take", "reveal", "print", "release", "call", "hand-over"):
        for pk in (theirs.pk, 98765):
            response = client.post(f"/admin/desk/{pk}/{action}/", {"reason": "call"})
            assert response.status_code == 404, action
    found = client.post("/admin/desk/search/", {"q": FAMILY["phone"], "reason": "call"})
    assert found["Location"] == page_of(ours)
    assert "Found: 0" in client.post("/admin/desk/search/", {"q": str(theirs)}).content.decode()
    assert str(theirs) not in client.get(page_of(ours)).content.decode()  # with the same phone


def test_a_referral_that_is_offered_to_another_cmo_asks_why_and_whether_the_child_lives_there(
    client, ben
):
    client.force_login(ben)
    referral = make_referral()
    ocean = County.objects.get(pk="ocean").care_management_organization
    path = f"/admin/desk/{referral.pk}/hand-over/"
    refused = client.post(path, {"to_organization": ocean.pk, "reason": ""})
    assert refused.status_code == 422
    assert "Choose why." in refused.content.decode()
    asked = client.post(path, {"to_organization": ocean.pk, "reason": "county"})
    assert "Check that the child lives in a county of that CMO" in asked.content.decode()
    sent = {"to_organization": ocean.pk, "reason": "county", "lives_there": "on"}
    done = client.post(path, sent, follow=True).content.decode()
    assert f"Nobody of {ocean} has an account: tell them." in done
    assert "Responsible for the place where the child lives" in referral.steps.get().detail


def test_a_referral_is_handed_only_to_somebody_who_may_see_it(client, ana, ben):
    essex, ocean = make_referral(), make_referral(county_id="ocean")
    editor = User.objects.create_user("edi", is_staff=True)
    gone = User.objects.create_user("gone", is_staff=True, is_superuser=True, is_active=False)
    for referral, people in ((essex, {ana, ben}), (ocean, {ana})):
        path = f"/admin/desk/{referral.pk}/hand-over/"
        offered = client.get(path).context["form"].fields["to_person"].queryset
        assert {editor, gone} & set(offered) == set()
        assert set(offered) & {ana, ben} == people
    refused = client.post(
        f"/admin/desk/{ocean.pk}/hand-over/", {"to_person": ben.pk, "reason": "language"}
    )
    assert refused.status_code == 422
    with pytest.raises(ValueError, match="may not see"):
        work.hand_over(ocean, "language", ana, to_person=ben)
    client.post(f"/admin/desk/{essex.pk}/hand-over/", {"to_person": ben.pk, "reason": "language"})
    essex.refresh_from_db()
    assert essex.assigned_to == ben
    form = client.get(f"/admin/desk/{essex.pk}/hand-over/").context["form"]
    assert ben not in form.fields["to_person"].queryset  # who has it already

    client.force_login(ben)
    to_ben = {"to_organization": ben.profile.care_management_organization_id, "reason": "county"}
    path = f"/admin/desk/{essex.pk}/hand-over/"
    done = client.post(path, to_ben | {"lives_there": "on"}, follow=True).content.decode()
    assert "has an account" not in done


def test_a_referral_is_handed_to_a_colleague_or_a_cmo_and_not_to_both(client, ana, ben):
    referral, ocean = make_referral(), County.objects.get(pk="ocean").care_management_organization
    both = {"to_person": ben.pk, "to_organization": ocean.pk, "lives_there": "on"}
    refused = client.post(f"/admin/desk/{referral.pk}/hand-over/", both | {"reason": "county"})
    assert "Choose a colleague or a CMO, not both." in refused.content.decode()
    with pytest.raises(ValueError, match="to one person, or to one organization"):
        work.hand_over(referral, "county", ana, to_person=ben, to_organization=ocean)
    referral.refresh_from_db()
    assert (referral.assigned_to, referral.handed_to) == (None, None)


def test_a_referral_that_was_taken_back_is_not_handed_over(client, ana):
    referral = make_referral()
    retention.withdraw(referral)
    assert client.get(f"/admin/desk/{referral.pk}/hand-over/").status_code == 403


def test_what_somebody_who_left_had_taken_is_listed_and_put_back(client, staff, ben):
    client.force_login(staff("supervisor"))
    referral = make_referral(assigned_to=ben)
    make_referral()
    assert "no longer work here" not in client.get("/admin/").content.decode()
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert "1 taken by people who no longer work here" in client.get("/admin/").content.decode()
    gone = f"{REFERRALS}?taken=gone"
    assert list(client.get(gone).context["cl"].queryset) == [referral]
    client.post(gone, {"action": "put_back", "_selected_action": [referral.pk]})
    referral.refresh_from_db()
    assert referral.assigned_to is None
    assert referral.steps.get().what == "handed_over"


# The start page


def test_the_start_page_has_four_numbers_each_with_its_list(client, ana):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    later = {"due_on": today + timedelta(days=9)}
    make_referral(**later)
    make_referral(due_on=today)
    make_referral(due_on=today, status="in_touch")
    make_referral(**later, status="trying", next_attempt_at=timezone.now())
    make_referral(**later, status="trying", next_attempt_at=timezone.now() + timedelta(days=1))
    make_referral(due_on=yesterday)
    make_referral(due_on=yesterday, suspected=True)
    make_referral(due_on=yesterday, status="closed")

    page = client.get("/admin/").content.decode()
    tiles = re.findall(r'href="([^"]+)"><b>(\d+)</b> ([\w ]+)</a>', page)
    assert [(count, words) for _, count, words in tiles] == [
        ("3", "new"),
        ("2", "to call today"),
        ("1", "overdue"),
        ("1", "suspected spam"),
    ]
    for path, count, _ in tiles:
        listed = client.get(path.replace("&amp;", "&")).context["cl"].queryset
        assert listed.count() == int(count), path


def test_nothing_to_do_is_shown_as_zero(client, ana):
    assert re.findall(r"<b>(\d+)</b>", client.get("/admin/").content.decode()) == ["0"] * 4


def test_the_start_page_costs_the_same_queries_however_many_families_wait(client, ana):
    for number in range(3):
        make_request_at_work(number)
        make_referral(due_on="2026-01-02", assigned_to=ana)
    few = queries_of(client, "/admin/")
    assert few <= 15
    for number in range(3, 30):
        make_request_at_work(number)
        make_referral(due_on="2026-01-02", assigned_to=ana)
    assert queries_of(client, "/admin/") == few
    assert "overdue</span>" in client.get("/admin/").content.decode()


def test_a_family_costs_the_same_queries_however_often_it_wrote_and_was_called(client, ana):
    asked = {"q": "201-555-0123", "reason": "call"}
    own = make_request_at_work(0)
    reveal(client, own)

    def costs():
        for number in range(3):
            own.note_step(Step.What.NOTED, User.objects.last(), note=f"Note {number}")
        pages = [page_of(own), f"/admin/desk/{own.pk}/call/"]
        counts = [queries_of(client, page) for page in pages]
        return [*counts, queries_of(client, "/admin/desk/search/", asked)]

    for number in range(1, 4):
        make_request_at_work(number)
    few = costs()
    for number in range(4, 30):
        own.note_step(Step.What.NOTED, make_request_at_work(number).assigned_to, note="A note")
    assert costs() == few


def test_a_content_editor_finds_nothing_of_intake_on_the_start_page(client, staff):
    client.force_login(staff("content editor"))
    make_referral()
    assert "Requests from families" not in client.get("/admin/").content.decode()


def test_a_referral_is_taken_in_one_click_and_by_one_person(client, ana, staff):
    referral = make_referral(due_on="2026-01-02")
    assert f"/admin/desk/{referral.pk}/take/" in client.get("/admin/").content.decode()
    client.post(f"/admin/desk/{referral.pk}/take/")
    assert str(referral) in client.get(f"{REFERRALS}?taken=me").content.decode()
    client.force_login(staff("supervisor"))
    page = client.post(f"/admin/desk/{referral.pk}/take/", follow=True).content.decode()
    assert "has taken it" in page
    referral.refresh_from_db()
    assert referral.assigned_to == ana


def test_who_would_take_what_is_closed_is_told_so(client, ana):
    referral = make_referral(status="closed")
    page = client.post(f"/admin/desk/{referral.pk}/take/", follow=True).content.decode()
    assert f"{referral} was not taken: it is closed." in page
    assert Referral.objects.get().assigned_to is None


def test_spanish_that_nobody_touched_for_a_working_day_is_raised_to_the_supervisor(
    client, ana, staff, monkeypatch
):
    monday = datetime(2026, 11, 16, 10, 0, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: monday)
    friday = monday - timedelta(days=3)
    raised = make_referral(received_at=friday, preferred_language="es")
    make_referral(received_at=friday + timedelta(minutes=1), preferred_language="es")
    make_referral(received_at=friday, preferred_language="en")
    make_referral(received_at=friday, preferred_language="es", status="trying")
    assert "untouched" not in client.get("/admin/").content.decode()
    client.force_login(staff("supervisor"))
    assert "1 in Spanish, untouched for a working day" in client.get("/admin/").content.decode()
    assert list(client.get(f"{REFERRALS}?due=spanish").context["cl"].queryset) == [raised]


def test_who_works_for_a_cmo_is_told_of_mails_that_fail_for_its_own_families(client, ben):
    client.force_login(ben)
    for county, told in (("ocean", False), ("essex", True)):
        notice = {"audience": "intake", "tries": 3, "last_error": "TimeoutError"}
        Notice.objects.create(referral=make_referral(county_id=county), **notice)
        page = client.get(REFERRALS).content.decode()
        assert ("could not be sent yet" in page) is told


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:1 }}=cmd|'/c'!A1"
STAFF_PAGES = [
    "/admin/",
    REFERRALS,
    "/admin/referrals/notice/",
    "/admin/referrals/look/",
    "/admin/desk/numbers/",
    "/admin/desk/{pk}/call/",
    "/admin/desk/{pk}/hand-over/",
    f"{REFERRALS}{{pk}}/change/",
    f"{REFERRALS}{{pk}}/history/",
]


def test_what_a_hostile_family_typed_is_inert_on_every_page(client, staff):
    client.force_login(staff())
    typed = dict.fromkeys([field.name for field in Referral.encrypted_fields()], HOSTILE)
    referral = make_referral(**typed, preferred_language="other", due_on="2026-01-02")
    make_referral(**typed)
    Notice.objects.announce(referral)
    referral.note_step(Step.What.NOTED, staff("manager"), note=HOSTILE)
    reveal(client, referral)
    pages = [client.get(path.format(pk=referral.pk)) for path in STAFF_PAGES]
    pages.append(client.post(f"/admin/desk/{referral.pk}/print/", {"reason": "call"}))
    pages.append(client.post("/admin/desk/search/", {"q": HOSTILE, "reason": "call"}))
    shown = 0
    for response in pages:
        assert response.status_code in {200, 422}, response.request["PATH_INFO"]
        page = response.content.decode()
        assert "<script>alert" not in page, response.request["PATH_INFO"]
        assert "<img src=x" not in page
        shown += "&lt;script&gt;alert" in page
    assert shown == 4  # the form, the call screen, the print and what was looked for


def test_who_works_for_nobody_is_told_so_and_sees_no_family(client):
    make_referral()
    nobody = User.objects.create_user("nobody", is_staff=True)
    nobody.groups.add(Group.objects.get(name="supervisor"))
    client.force_login(nobody)
    page = client.get("/admin/").content.decode()
    assert "does not say whether you work for NJCMO" in page
    assert re.findall(r"<b>(\d+)</b>", page) == ["0"] * 4
