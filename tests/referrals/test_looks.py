"""Who read what of a family, why, and who is told of it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.utils import timezone
from django.utils.formats import date_format

from referrals.models import Look, StaffProfile, Step
from referrals.models.looks import (
    MOST_READ_IN_A_DAY,
    MOST_SEARCHED_IN_A_DAY,
    MOST_SEARCHED_IN_AN_HOUR,
)
from tests.factories import make_referral
from tests.staff_pages import FAMILY, REFERRALS, form_of, page_of, reveal, seen

HIDDEN = ["Rosa", "201-555", "2015550123", "rosa@example.org", "Mateo", "Haircuts"]

pytestmark = pytest.mark.django_db


def found_in(response) -> list[str]:
    page = response.content.decode()
    return [text for text in HIDDEN if text in page]


def looks() -> list[tuple]:
    rows = Look.objects.order_by("pk").select_related("referral", "person")
    return [(one.person.username, one.what, str(one.referral or ""), one.reason) for one in rows]


# What is shown, to whom, and what is noted


def test_what_a_family_wrote_is_shown_after_somebody_said_why(client, ana):
    referral = make_referral(**FAMILY, due_on="2026-01-02")
    for path in (REFERRALS, page_of(referral), f"/admin/desk/{referral.pk}/call/", "/admin/"):
        response = client.get(path)
        assert response.status_code == 200
        assert found_in(response) == [], path
        assert str(referral) in response.content.decode()

    assert (
        "Choose why"
        in client.post(
            f"/admin/desk/{referral.pk}/reveal/", {"reason": "curious"}, follow=True
        ).content.decode()
    )
    assert found_in(client.get(page_of(referral))) == []
    reveal(client, referral)
    page = client.get(page_of(referral)).content.decode()
    for shown in ("Rosa Núñez", "201-555-0123, ext. 12", "rosa@example.org", "Mateo", "Haircuts"):
        assert shown in page


def test_what_was_shown_is_hidden_again_after_a_quarter_of_an_hour_and_from_others(
    client, ana, staff
):
    referral = make_referral(**FAMILY)
    reveal(client, referral)
    assert found_in(client.get(page_of(referral)))
    client.force_login(staff("supervisor"))
    assert found_in(client.get(page_of(referral))) == []
    client.force_login(ana)
    Look.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert found_in(client.get(page_of(referral))) == []


def test_every_look_leaves_a_row(client, ana):
    referral = make_referral(**FAMILY)
    client.get(page_of(referral))
    reveal(client, referral)
    client.post(f"/admin/desk/{referral.pk}/print/", {"reason": "family_asks"})
    client.post("/admin/desk/search/", {"q": "201 555 0123", "reason": "family_called"})
    name = str(referral)
    assert looks() == [
        ("intake-coordinator", "opened", name, ""),
        ("intake-coordinator", "revealed", name, "call"),
        ("intake-coordinator", "printed", name, "family_asks"),
        ("intake-coordinator", "searched", "", "family_called"),
        ("intake-coordinator", "revealed", name, "family_called"),
    ]


def test_a_print_holds_everything_and_nothing_is_printed_without_a_reason(client, ana):
    referral = make_referral(**FAMILY)
    referral.note_step(Step.What.NOTED, ana, note="Call the aunt").pin()
    path = f"/admin/desk/{referral.pk}/print/"
    assert client.post(path, {"reason": ""}).status_code == 302
    page = client.post(path, {"reason": "family_asks"}).content.decode()
    work = ("Received", "Status", "Taken by", "Nobody", "Read first.", f"by {ana}")
    for printed in ("Rosa Núñez", "Haircuts", "Call the aunt", *work):
        assert printed in page
    assert "<script>alert" not in page
    assert [what for _, what, _, _ in looks()] == ["printed"]


def test_supervisors_see_who_looked_by_person_and_by_referral_and_nobody_changes_it(
    client, ana, staff
):
    referral, other = make_referral(), make_referral()
    for number in range(MOST_READ_IN_A_DAY + 1):
        what = "revealed" if number % 2 else "printed"
        Look.objects.create(person=ana, what=what, referral=other, reason="call")
    reveal(client, referral)
    assert client.get("/admin/referrals/look/").status_code == 403
    assert "Who looked at it" not in client.get(page_of(referral)).content.decode()

    client.force_login(staff("supervisor"))
    page = client.get(page_of(referral)).content.decode()
    assert "Who looked at it" in page
    assert "To reach the family" in page
    everything = client.get(f"/admin/referrals/look/?person__id__exact={ana.pk}")
    assert "unusually many" in everything.content.decode()
    assert f'<a href="{page_of(referral)}">{referral}</a>' in everything.content.decode()
    unusual = client.get("/admin/referrals/look/?unusual=yes").context["cl"].queryset
    assert {look.person for look in unusual} == {ana}
    client.force_login(staff())
    row = Look.objects.first().pk
    for path in ("add/", f"{row}/delete/"):
        assert client.post(f"/admin/referrals/look/{path}", {"post": "yes"}).status_code == 403
    client.post(f"/admin/referrals/look/{row}/change/", {"reason": "supervision"})
    assert Look.objects.get(pk=row).reason != "supervision"


# Searches by phone or e-mail


def search(client, phone="201-555-0123"):
    return client.post("/admin/desk/search/", {"q": phone, "reason": "call"})


def searched(person, times, **changes):
    Look.objects.bulk_create(
        Look(person=person, what="searched", reason="call", **changes) for _ in range(times)
    )


def test_who_searches_far_too_often_is_refused_for_a_while_and_told_why(client, ana, staff):
    referral = make_referral(reference="7K4M9QF2")
    half_an_hour_ago = timezone.now() - timedelta(minutes=30)
    searched(ana, MOST_SEARCHED_IN_AN_HOUR - 1, at=half_an_hour_ago)
    assert search(client)["Location"] == page_of(referral)
    refused = search(client)
    assert refused.status_code == 429
    page = refused.content.decode()
    again = timezone.localtime(half_an_hour_ago + timedelta(hours=1))
    assert f"more than calls need. Go on at {date_format(again, 'TIME_FORMAT')}" in page
    assert (form_of(refused)["q"], form_of(refused)["reason"]) == ("201-555-0123", "call")
    assert str(referral) not in page
    assert Look.objects.filter(what="searched").count() == MOST_SEARCHED_IN_AN_HOUR
    found = client.post("/admin/desk/search/", {"q": "7K4M-9QF2"})
    assert found["Location"] == page_of(referral)  # a reference was told by a family

    Look.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert search(client).status_code == 302
    searched(ana, MOST_SEARCHED_IN_AN_HOUR)
    client.force_login(staff("supervisor"))
    assert search(client).status_code == 302  # each person is counted alone


def test_unusually_many_searches_are_marked_and_told_to_the_supervisor(client, ana, staff):
    supervisor = staff("supervisor")
    client.force_login(supervisor)
    searched(ana, MOST_SEARCHED_IN_A_DAY)
    searched(supervisor, 1)
    assert "unusually many" not in client.get("/admin/").content.decode()
    assert ": unusually many" not in client.get("/admin/referrals/look/").content.decode()
    searched(ana, 1)
    start = BeautifulSoup(client.get("/admin/").content, "lxml")
    told = start.select_one("a[href*=unusual]")
    assert told.text == "1 of staff with unusually many looks within a week"
    marked = client.get(told["href"])
    assert f'<b class="late">{MOST_SEARCHED_IN_A_DAY + 1}: unusually many</b>' in (
        marked.content.decode()
    )
    assert {look.person for look in marked.context["cl"].queryset} == {ana}
    client.force_login(ana)
    assert "unusually" not in client.get("/admin/").content.decode()


def test_what_was_unusual_long_ago_is_no_longer_told(client, ana, staff):
    client.force_login(staff("supervisor"))
    long_ago = timezone.localdate() - timedelta(days=8)
    searched(ana, MOST_SEARCHED_IN_A_DAY + 1, day=long_ago)
    assert "unusually" not in client.get("/admin/").content.decode()
    assert client.get("/admin/referrals/look/?unusual=yes").context["cl"].result_count


@pytest.mark.parametrize("method", ["options", "trace", "put", "patch", "delete"])
def test_no_other_method_shows_a_referral(client, ana, method):
    assert getattr(client, method)(page_of(make_referral())).status_code == 405
    assert looks() == []


def test_a_page_that_is_shown_again_after_a_mistake_is_a_look_as_well(client, ana):
    referral = make_referral()
    quoted = f"{REFERRALS}_{ord('+'):X}{referral.pk}/change/"  # as the admin reads “+1”
    for show in (
        lambda: client.get(quoted),
        lambda: client.post(page_of(referral), {}),
        lambda: client.post(f"/admin/desk/{referral.pk}/call/", {"outcome": "rubbish"}),
        lambda: client.get(f"/admin/desk/{referral.pk}/hand-over/"),
    ):
        Look.objects.all().delete()
        assert show().status_code in {200, 422}
        assert [look[1:3] for look in looks()] == [("opened", str(referral))]


def test_what_one_page_has_seen_does_not_serve_for_another(client, ana):
    one, other = make_referral(), make_referral()
    refused = client.post(page_of(other), seen(client, one) | {"status": "trying"})
    assert "Nothing was saved" in refused.content.decode()


def test_supervisors_of_a_cmo_see_who_looked_at_its_families_and_every_export(client, ben, staff):
    manager = staff("manager")
    ours, theirs = make_referral(), make_referral(county_id="ocean")
    for referral in (ours, theirs):
        Look.objects.create(person=manager, what="opened", referral=referral)
    Look.objects.create(person=manager, what="exported", reason="report", detail="2 columns")
    for person, detail in ((manager, "a phone number"), (ben, "an e-mail address")):
        Look.objects.create(person=person, what="searched", reason="call", detail=detail)
    Look.objects.create(person=ben, what="opened", referral=theirs)  # before it was handed over
    ben.groups.set([Group.objects.get(name="supervisor")])
    client.force_login(ben)
    page = client.get("/admin/referrals/look/")
    assert {str(one.referral or one.detail) for one in page.context["cl"].queryset} == {
        str(ours),
        "2 columns",
        "an e-mail address",
    }


def people_to_filter_by(client) -> set[str]:
    page = BeautifulSoup(client.get("/admin/referrals/look/").content, "lxml")
    links = page.select("#changelist-filter a[href*=person__id__exact]")
    return {link.text.strip() for link in links}


def test_the_filter_of_looks_names_the_people_of_a_cmo_to_its_supervisors_alone(client, ben, staff):
    of_njcmo, carl = staff("manager"), User.objects.create_user("carl", is_staff=True)
    StaffProfile.objects.create(
        user=carl, care_management_organization=ben.profile.care_management_organization
    )
    ben.groups.set([Group.objects.get(name="supervisor")])
    client.force_login(ben)
    assert people_to_filter_by(client) == {"ben", "carl"}
    client.force_login(of_njcmo)
    assert people_to_filter_by(client) == {"ben", "carl", "manager"}


def test_what_was_typed_is_still_there_after_pressing_show(client, ana):
    referral = make_referral(**FAMILY)
    typed = seen(client, referral) | {"status": "trying", "note": "Half a thought"}
    shown = client.post(page_of(referral), typed | {"_reveal": "", "reason": "call"})
    page = shown.content.decode()
    for text in ("Rosa Núñez", "Half a thought", "not saved yet"):
        assert text in page
    assert "errornote" not in page
    assert not referral.steps.exists()
    assert form_of(shown)["status"] == "trying"
    assert client.post(page_of(referral), form_of(shown)).status_code == 302
    assert referral.steps.get().note == "Half a thought"


@pytest.mark.parametrize(
    ("changes", "typed"),
    [
        ({}, {"close_reason": "not_for_us"}),
        ({}, {"erase": "on"}),
        ({}, {"note": "Half a thought"}),
        ({}, {"status": "in_touch"}),
        ({"status": "closed", "close_reason": "spam"}, {"close_reason": "declined"}),
    ],
)
def test_show_keeps_each_thing_that_was_typed_or_chosen(client, ana, changes, typed):
    referral = make_referral(**FAMILY, **changes)
    untouched = form_of(client.get(page_of(referral)))
    shown = client.post(page_of(referral), untouched | typed | {"_reveal": "", "reason": "call"})
    assert "Rosa Núñez" in shown.content.decode()
    assert "not saved yet" in shown.content.decode()
    assert typed.items() <= form_of(shown).items()


def test_show_says_nothing_of_typing_when_nothing_was_typed(client, ana):
    referral = make_referral(status="closed")
    untouched = form_of(client.get(page_of(referral)))
    pressed = untouched | {"_reveal": "", "reason": "call"}
    shown = client.post(page_of(referral), pressed, follow=True)
    assert "Rosa Núñez" in shown.content.decode()
    assert "not saved yet" not in shown.content.decode()


def test_show_on_the_page_of_a_call_keeps_the_note_and_the_tick(client, ana, ben):
    referral = make_referral(assigned_to=ben)
    path = f"/admin/desk/{referral.pk}/call/"
    answer = {"outcome": "reached", "note": "The aunt answered", "take_over": f"over-{ben.pk}"}
    asked = client.post(path, answer | {"tries_seen": "7"})
    assert "A try was noted" in asked.content.decode()
    shown = client.post(path, form_of(asked) | {"_reveal": "", "reason": "call"})
    page = shown.content.decode()
    assert "201-555-0123" in page
    assert "not saved yet" in page
    kept = form_of(shown)
    assert (kept["note"], kept["take_over"]) == ("The aunt answered", f"over-{ben.pk}")
    assert not referral.steps.exists()


def test_show_without_a_reason_shows_nothing(client, ana):
    referral = make_referral(**FAMILY)
    asked = seen(client, referral) | {"status": "new", "_reveal": "", "reason": ""}
    response = client.post(page_of(referral), asked, follow=True)
    assert "Choose why" in response.content.decode()
    assert found_in(response) == []
