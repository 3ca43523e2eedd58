"""How staff answer families: who sees what, who is next, and what is noted of it."""

import re
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from referrals import working_days
from referrals.desk import calling, work
from referrals.models import Comparison, Look, Notice, Referral, StaffProfile, Step
from referrals.models.looks import (
    MOST_READ_IN_A_DAY,
    MOST_SEARCHED_IN_A_DAY,
    MOST_SEARCHED_IN_AN_HOUR,
)
from services.models import County
from tests.factories import make_referral, make_request_at_work
from tests.queries import queries_of
from tests.test_admin import FAMILY, form_of, page_of, reveal, seen

pytestmark = pytest.mark.django_db

LIST = "/admin/referrals/referral/"
HIDDEN = ["Rosa", "201-555", "2015550123", "rosa@example.org", "Mateo", "Haircuts"]


def found_in(response) -> list[str]:
    page = response.content.decode()
    return [text for text in HIDDEN if text in page]


@pytest.fixture
def ana(client, staff):
    """A coordinator of NJCMO, signed in as `client`."""
    person = staff("intake coordinator")
    client.force_login(person)
    return person


@pytest.fixture
def ben(db):
    """A coordinator of the CMO of Essex County."""
    person = User.objects.create_user("ben", is_staff=True)
    person.groups.add(Group.objects.get(name="intake coordinator"))
    organization = County.objects.get(pk="essex").care_management_organization
    StaffProfile.objects.create(user=person, care_management_organization=organization)
    return person


def looks() -> list[tuple]:
    rows = Look.objects.order_by("pk").select_related("referral", "person")
    return [(one.person.username, one.what, str(one.referral or ""), one.reason) for one in rows]


# What is shown, to whom, and what is noted


def test_what_a_family_wrote_is_shown_after_somebody_said_why(client, ana):
    referral = make_referral(**FAMILY, due_on="2026-01-02")
    for path in (LIST, page_of(referral), f"/admin/desk/{referral.pk}/call/", "/admin/"):
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
    assert "Found: 1" in search(client).content.decode()
    refused = search(client)
    assert refused.status_code == 429
    page = refused.content.decode()
    again = timezone.localtime(half_an_hour_ago + timedelta(hours=1))
    assert f"more than calls need. Go on at {date_format(again, 'g:i A')}" in page
    assert (form_of(refused)["q"], form_of(refused)["reason"]) == ("201-555-0123", "call")
    assert str(referral) not in page
    assert Look.objects.filter(what="searched").count() == MOST_SEARCHED_IN_AN_HOUR
    found = client.post("/admin/desk/search/", {"q": "7K4M-9QF2"})
    assert found["Location"] == page_of(referral)  # a reference was told by a family

    Look.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert search(client).status_code == 200
    searched(ana, MOST_SEARCHED_IN_AN_HOUR)
    client.force_login(staff("supervisor"))
    assert search(client).status_code == 200  # each person is counted alone


def test_unusually_many_searches_are_marked_and_told_to_the_supervisor(client, ana, staff):
    supervisor = staff("supervisor")
    client.force_login(supervisor)
    searched(ana, MOST_SEARCHED_IN_A_DAY)
    searched(supervisor, 1)
    assert "unusually many" not in client.get("/admin/").content.decode()
    assert ": unusually many" not in client.get("/admin/referrals/look/").content.decode()
    searched(ana, 1)
    start = BeautifulSoup(client.get("/admin/").content, "html.parser")
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


# The CMO of the county


def test_who_works_for_a_cmo_sees_its_counties_and_nothing_of_others(client, ben):
    client.force_login(ben)
    ours, theirs = make_referral(), make_referral(county_id="ocean", **FAMILY)
    assert list(client.get(LIST).context["cl"].queryset) == [ours]
    absent, nowhere = (
        client.get(f"{LIST}{pk}/change/", follow=True).context["messages"]
        for pk in (theirs.pk, 98765)
    )
    assert str(*absent).replace(str(theirs.pk), "98765") == str(*nowhere)
    for action in ("take", "reveal", "print", "release", "call", "hand-over"):
        for pk in (theirs.pk, 98765):
            response = client.post(f"/admin/desk/{pk}/{action}/", {"reason": "call"})
            assert response.status_code == 404, action
    page = client.post("/admin/desk/search/", {"q": FAMILY["phone"], "reason": "call"})
    assert str(ours) in page.content.decode()
    assert str(theirs) not in page.content.decode()
    assert "Found: 0" in client.post("/admin/desk/search/", {"q": str(theirs)}).content.decode()
    assert str(theirs) not in client.get(page_of(ours)).content.decode()  # with the same phone


def test_a_referral_that_is_handed_to_another_cmo_is_seen_there_and_no_longer_here(client, ben):
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
    assert client.get(f"/admin/desk/{referral.pk}/call/").status_code == 404
    referral.refresh_from_db()
    assert referral.organization == ocean
    assert "Responsible for the place where the child lives" in referral.steps.get().detail
    assert Referral.objects.for_organization(ocean).get() == referral


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


def test_what_somebody_who_left_had_taken_is_listed_and_put_back(client, staff, ben):
    client.force_login(staff("supervisor"))
    referral = make_referral(assigned_to=ben)
    make_referral()
    assert "no longer work here" not in client.get("/admin/").content.decode()
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert "1 taken by people who no longer work here" in client.get("/admin/").content.decode()
    gone = f"{LIST}?taken=gone"
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
    assert few <= 16
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
    assert str(referral) in client.get(f"{LIST}?taken=me").content.decode()
    client.force_login(staff("supervisor"))
    page = client.post(f"/admin/desk/{referral.pk}/take/", follow=True).content.decode()
    assert "has taken it" in page
    referral.refresh_from_db()
    assert referral.assigned_to == ana


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
    assert list(client.get(f"{LIST}?due=spanish").context["cl"].queryset) == [raised]


# Whom to reach next


@pytest.fixture
def at(monkeypatch):
    """at(day, hour): the clock of New Jersey, in November 2026; the 16th is a Monday."""

    def set_clock(day, hour):
        moment = datetime(2026, 11, day, hour, 30, tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return set_clock


def next_for(person):
    """Whom “Next call” would give this person; nobody is held."""
    return calling.families_for(person).first()


def test_the_family_that_is_due_first_is_next(ana, at):
    at(16, 10)
    make_referral(due_on="2026-11-18")
    urgent = make_referral(due_on="2026-11-17")
    assert next_for(ana) == urgent


def test_of_one_day_the_family_for_whom_now_is_a_good_time_is_next(ana, at):
    at(16, 14)
    morning = make_referral(due_on="2026-11-16", best_time="morning")
    afternoon = make_referral(due_on="2026-11-16", best_time="afternoon")
    assert list(calling.families_for(ana)) == [afternoon, morning]


def test_a_family_whose_good_time_is_yet_to_come_is_left_alone_until_then(ana, at):
    at(16, 10)
    evening = make_referral(due_on="2026-11-16", best_time="evening")
    tomorrow = make_referral(due_on="2026-11-17", best_time="evening")
    assert next_for(ana) is None
    at(16, 18)
    assert list(calling.families_for(ana)) == [evening, tomorrow]
    at(17, 10)
    assert next_for(ana) == evening  # overdue: it waits no longer


def test_who_does_not_speak_the_language_of_a_family_is_not_given_it(ana, at):
    at(16, 10)
    spanish = make_referral(preferred_language="es")
    portuguese = make_referral(preferred_language="other", language_other="Portuguese")
    profile = StaffProfile.objects.create(user=ana, languages=["en"])
    assert list(calling.families_for(ana)) == [portuguese]
    profile.languages = ["en", "es"]
    profile.save()
    assert set(calling.families_for(User.objects.get(pk=ana.pk))) == {spanish, portuguese}


def test_nobody_is_given_what_is_taken_suspected_answered_or_to_be_tried_later(ana, ben, at):
    now = at(16, 10)
    make_referral(assigned_to=ben)
    make_referral(suspected=True)
    make_referral(status="in_touch")
    make_referral(status="trying", next_attempt_at=now + timedelta(minutes=1))
    assert next_for(ana) is None
    mine = make_referral(assigned_to=ana)
    assert next_for(ana) == mine


def test_who_is_given_a_family_keeps_it_for_a_quarter_of_an_hour(ana, ben, at):
    at(16, 10)
    first, second = make_referral(due_on="2026-11-16"), make_referral(due_on="2026-11-17")
    assert calling.give_next_to(ana) == first
    assert calling.give_next_to(ana) == first
    assert calling.give_next_to(ben) == second
    assert calling.give_next_to(User.objects.create_superuser("third")) is None
    Referral.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert calling.give_next_to(ben) == first


def test_the_call_screen_has_what_a_call_needs(client, ana):
    referral = make_referral(**FAMILY, best_time="evening", child_age="under_3")
    client.post("/admin/desk/next-call/")
    call = f"/admin/desk/{referral.pk}/call/"
    client.post(f"/admin/desk/{referral.pk}/reveal/", {"reason": "call"})
    page = client.get(call).content.decode()
    for shown in ("201-555-0123, ext. 12", "Español", "Evening", "Under 3, Essex county"):
        assert shown in page
    assert "Buenos días" in page
    assert "Early Intervention" in page
    assert "<script>alert" not in page
    assert looks()[-1][1:3] == ("opened", str(referral))


@pytest.mark.parametrize(
    ("outcome", "status", "again"),
    [
        ("reached", "in_touch", False),
        ("left_message", "trying", True),
        ("no_answer", "trying", True),
        ("wrong_number", "trying", True),
        ("do_not_call", "closed", False),
    ],
)
def test_how_a_call_ended_sets_the_status_and_the_next_try(client, ana, at, outcome, status, again):
    now = at(20, 10)  # a Friday
    referral = make_referral()
    calling.give_next_to(ana)
    answer = {"outcome": outcome, "note": "The aunt answered"}
    assert client.post(f"/admin/desk/{referral.pk}/call/", answer).status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.tries, referral.first_tried_at) == (status, 1, now)
    assert (referral.assigned_to, referral.held_by) == (ana if status == "in_touch" else None, None)
    monday_afternoon = datetime(2026, 11, 23, 12, tzinfo=timezone.get_current_timezone())
    assert referral.next_attempt_at == (monday_afternoon if again else None)
    step = referral.steps.first()
    assert (step.what, step.by, step.note) == ("tried", ana, "The aunt answered")


def test_after_three_tries_the_page_says_what_to_do(client, ana):
    referral = make_referral()
    for _ in range(3):
        page = client.get(f"/admin/desk/{referral.pk}/call/").content.decode()
        assert "times.</b>" not in page
        client.post(f"/admin/desk/{referral.pk}/call/", {"outcome": "no_answer"})
    for path in (f"/admin/desk/{referral.pk}/call/", page_of(referral)):
        assert "Tried 3 times." in client.get(path).content.decode()


def test_an_outcome_of_a_family_that_somebody_else_is_reaching_is_refused(client, ana, ben):
    referral = make_referral()
    calling.give_next_to(ben)
    answer = {"outcome": "no_answer", "note": "Nobody there"}
    response = client.post(f"/admin/desk/{referral.pk}/call/", answer)
    assert response.status_code == 422
    page = response.content.decode()
    assert "ben is reaching this family right now" in page
    assert "Nobody there" in page
    assert "__all__" not in page
    referral.refresh_from_db()
    assert referral.tries == 0


def test_a_status_of_called_that_is_set_by_hand_counts_as_a_try_and_is_tried_again(client, ana, at):
    now = at(20, 10)  # a Friday
    referral = make_referral()
    client.post(page_of(referral), seen(client, referral) | {"status": "trying"})
    referral.refresh_from_db()
    assert (referral.tries, referral.first_tried_at) == (1, now)
    assert referral.next_attempt_at == working_days.next_attempt(now)


@pytest.mark.parametrize(("hour", "day", "part"), [(10, 17, 12), (14, 17, 17), (19, 17, 9)])
def test_the_next_try_is_in_another_part_of_the_next_working_day(at, hour, day, part):
    again = timezone.localtime(working_days.next_attempt(at(16, hour)))
    assert (again.day, again.hour) == (day, part)


# Notes, versions, duplicates


def test_a_note_is_stored_encrypted_and_read_after_saying_why(client, ana):
    referral = make_referral()
    opened = seen(client, referral)
    client.post(page_of(referral), opened | {"status": "new", "note": "Speaks at night"})
    step = referral.steps.get()
    assert (step.note, step.by, step.what) == ("Speaks at night", ana, "noted")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_step")
        assert "Speaks" not in str(cursor.fetchall())
    assert "Speaks" not in client.get(page_of(referral)).content.decode()
    reveal(client, referral)
    assert "Speaks at night" in client.get(page_of(referral)).content.decode()
    assert "Speaks" not in LogEntry.objects.get().change_message


def test_a_note_is_changed_by_its_author_for_a_quarter_of_an_hour(client, ana, staff):
    step = make_referral().note_step(Step.What.NOTED, ana, note="First")
    path = f"/admin/desk/notes/{step.pk}/"
    assert client.post(path, {"note": "Unread"}).status_code == 302
    reveal(client, step.referral)
    before = len(looks())
    assert client.get(path).status_code == 200
    assert client.post(path, {"note": ""}).status_code == 422
    assert [what for _, what, _, _ in looks()[before:]] == ["opened", "opened"]
    client.post(path, {"note": "Second"})
    client.force_login(staff("supervisor"))
    client.post(path, {"note": "Third"})
    client.force_login(ana)
    Step.objects.update(at=timezone.now() - timedelta(minutes=16))
    client.post(path, {"note": "Fourth"})
    assert Step.objects.get().note == "Second"


def test_one_note_is_read_first_once_somebody_may_read_it(client, ana):
    referral = make_referral()
    notes = ("Calls back on Mondays", "Ask for the aunt", "Sent a text")
    old, first, latest = (referral.note_step(Step.What.NOTED, ana, note=one) for one in notes)
    for step in (old, first):
        client.post(f"/admin/desk/notes/{step.pk}/pin/")
    assert list(referral.steps.filter(pinned=True)) == [first]
    for path in (page_of(referral), f"/admin/desk/{referral.pk}/call/"):
        page = client.get(path).content.decode()
        assert "There is a note to read first." in page
        assert first.note not in page
    reveal(client, referral)
    page = client.get(page_of(referral)).content.decode()
    assert page.index(first.note) < page.index("The request") < page.index(latest.note)
    assert first.note in client.get(f"/admin/desk/{referral.pk}/call/").content.decode()


def test_the_button_that_saves_stands_below_the_note(client, ana):
    page = BeautifulSoup(client.get(page_of(make_referral())).content, "html.parser")
    in_order = [one.get("name") or one.text.strip() for one in page.select("h2, textarea, [name]")]
    here = in_order.index("note")
    assert "The request" in in_order[:here]
    assert in_order[here + 1 : in_order.index("_save") + 1] == ["erase", "seen", "_save"]


def test_an_old_version_is_refused_with_what_others_changed_and_mine_is_kept(client, ana, ben):
    referral = make_referral()
    opened = seen(client, referral)
    work.take(referral, ben)
    calling.record_try(referral, "left_message", ben)

    mine = {"status": "in_touch", "note": "They called us back"}
    refused = client.post(page_of(referral), opened | mine)
    page = refused.content.decode()
    table = BeautifulSoup(page, "html.parser").select("section.overtaken tbody tr")
    rows = [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in table]
    assert ["Status", "New", "Called, not reached", "In touch"] in rows
    assert ["Taken by", "–", "ben", "–"] in rows
    assert ["Tries", "0", "1", "–"] in rows
    assert "ben: Tried to reach: Left a message" in page
    referral.refresh_from_db()
    assert referral.status == "trying"

    again = form_of(refused)
    assert (again["status"], again["note"]) == ("in_touch", "They called us back")
    assert client.post(page_of(referral), again).status_code == 302
    referral.refresh_from_db()
    assert referral.status == "in_touch"
    assert referral.steps.last().note == "They called us back"


ARABIC, HEBREW = "ابني يخاف من الضوضاء (7).", "רחל"


def test_each_text_runs_in_the_direction_of_its_letters_wherever_staff_read_it(client, ana):
    words = {"caregiver_name": HEBREW, "child_first_name": "יוסף", "message": ARABIC}
    words |= {"preferred_language": "other", "language_other": "العربية"}
    note = "להתקשר בערב"
    referral = make_referral(**words, email="rosa@example.org")
    referral.note_step(Step.What.NOTED, ana, note=note).pin()
    reveal(client, referral)
    pages = {
        "referral": client.get(page_of(referral)),
        "call": client.get(f"/admin/desk/{referral.pk}/call/"),
        "print": client.post(f"/admin/desk/{referral.pk}/print/", {"reason": "family_asks"}),
    }
    for name, response in pages.items():
        soup = BeautifulSoup(response.content, "html.parser").select_one("#content")
        for text in [HEBREW, "יוסף", ARABIC, "العربية", note, "rosa@example.org"]:
            places = soup.find_all(string=re.compile(re.escape(text)))
            assert places, (name, text)
            assert all(place.parent.get("dir") == "auto" for place in places), (name, text)
        assert all(field["dir"] == "auto" for field in soup.select("textarea")), name


def test_what_could_not_be_saved_comes_back_in_the_direction_of_its_letters(client):
    path = "/admin/referrals/referral/1/change/"
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    response = client.post(path, {"note": ARABIC, "more": ARABIC * 4}, headers=same_origin)
    fields = BeautifulSoup(response.content, "html.parser").select("form [id^=typed]")
    assert [field["dir"] for field in fields] == ["auto", "auto"]


def test_each_move_has_time_person_and_note(client, ana):
    referral = make_referral()
    answer = {"status": "in_touch", "note": "Met at school"}
    client.post(page_of(referral), seen(client, referral) | answer)
    step = referral.steps.get()
    assert (step.by, step.detail, step.note) == (ana, "New → In touch", "Met at school")
    assert timezone.now() - step.at < timedelta(minutes=1)


def test_referrals_with_one_phone_or_e_mail_are_linked_or_told_apart(client, ana):
    first = make_referral(phone="2015550123x12", email="rosa@example.org")
    second = make_referral(phone="2015550123")
    third = make_referral(phone="9735550101", email="ROSA@example.org")
    make_referral(phone="9085550199")
    page = client.get(page_of(first)).content.decode()
    assert str(second) in page
    assert str(third) in page
    assert "Same phone or e-mail" in page

    client.post(f"/admin/desk/{first.pk}/compare/{second.pk}/", {"same": ""})
    client.post(f"/admin/desk/{third.pk}/compare/{first.pk}/", {"not_same": ""})
    page = client.get(page_of(first)).content.decode()
    assert re.search(rf"{second}</a>[^<]*<b>the same family</b>", page)
    assert re.search(rf"{third}</a>[^<]*<b>not the same family</b>", page)
    client.post(f"/admin/desk/{second.pk}/compare/{first.pk}/", {"not_same": ""})
    assert [one.same_family for one in Comparison.objects.order_by("pk")] == [False, False]
    assert client.post(f"/admin/desk/{second.pk}/compare/{third.pk}/").status_code == 404


def test_a_comparison_tells_nobody_of_a_referral_that_they_may_not_see(client, ana, ben):
    ours, theirs = make_referral(), make_referral(county_id="ocean")
    client.post(f"/admin/desk/{ours.pk}/compare/{theirs.pk}/", {"same": ""})
    assert "the same family" in client.get(page_of(ours)).content.decode()
    client.force_login(ben)
    assert "the same family" not in client.get(page_of(ours)).content.decode()


def test_who_works_for_a_cmo_is_told_of_mails_that_fail_for_its_own_families(client, ben):
    client.force_login(ben)
    for county, told in (("ocean", False), ("essex", True)):
        notice = {"audience": "intake", "tries": 3, "last_error": "TimeoutError"}
        Notice.objects.create(referral=make_referral(county_id=county), **notice)
        page = client.get(LIST).content.decode()
        assert ("could not be sent yet" in page) is told


@pytest.mark.parametrize("typed", ["7K4M-9QF2", "7k4m 9qf2", " 7K4M9QF2", "7K4M\u3164-9QF2"])
def test_a_reference_is_found_as_it_is_read_out(client, ana, typed):
    referral = make_referral(reference="7K4M9QF2", status="closed", suspected=True)
    assert client.post("/admin/desk/search/", {"q": typed})["Location"] == page_of(referral)
    assert looks() == []


@pytest.mark.parametrize(
    "typed",
    [
        "(201) 555-0123",
        "+1 201 555 0123",
        "\u202d(201) 555-0123\u202c",
        "Rosa@Example.org",
        "rosa\u200d@exam\u200bple.org",
    ],
    ids=ascii,
)
def test_a_phone_or_an_e_mail_is_found_whole_however_it_is_written(client, ana, typed):
    referral = make_referral(phone="2015550123x12", email="rosa@example.org", status="closed")
    path = "/admin/desk/search/"
    refused = client.post(path, {"q": typed})
    assert refused.status_code == 422
    assert "Choose why you look" in refused.content.decode()
    page = client.post(path, {"q": typed, "reason": "family_called"}).content.decode()
    assert str(referral) in page
    assert "Found: 1" in page


def test_an_address_that_was_stored_with_a_sign_nobody_sees_is_found(client, ana):
    referral = make_referral(email="zora@exam\u200bple.org")
    search = {"q": "zora@example.org", "reason": "call"}
    assert str(referral) in client.post("/admin/desk/search/", search).content.decode()


def test_a_note_holds_nothing_that_nobody_sees_and_is_not_made_of_that_alone(client, ana):
    referral = make_referral()
    step = referral.note_step(Step.What.NOTED, ana, note="Call")
    reveal(client, referral)
    path = f"/admin/desk/notes/{step.pk}/"
    assert client.post(path, {"note": "\u200b\u3164"}).status_code == 422
    client.post(path, {"note": "Call\x0bthe \u202eaunt"})
    assert Step.objects.get(pk=step.pk).note == "Call\nthe aunt"


def test_a_search_for_a_part_is_answered_with_what_to_type(client, ana):
    response = client.post("/admin/desk/search/", {"q": "Rosa", "reason": "call"})
    assert response.status_code == 422
    assert "Enter a whole reference" in response.content.decode()
    assert client.get("/admin/desk/search/?q=Rosa").context["found"] is None


def test_a_list_counts_no_further_than_anybody_leafs(client, ana, monkeypatch):
    monkeypatch.setattr("referrals.admin.filters.COUNTED_AT_MOST", 3)
    for _ in range(6):
        make_referral()
    page = client.get(LIST)
    assert page.context["cl"].result_count == 4
    assert "There are more than these pages show" in page.content.decode()
    monkeypatch.setattr("referrals.admin.filters.COUNTED_AT_MOST", 6)
    assert "There are more than" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        (timedelta(hours=3), "0 h"),  # the clock was set back since
        (timedelta(minutes=-59), "0 h"),
        (timedelta(hours=-22, minutes=-5), "22 h"),
        (timedelta(days=-3, hours=-2, minutes=-5), "3 d 2 h"),
    ],
)
def test_nobody_has_waited_for_less_than_no_time(received, shown):
    assert Referral(received_at=timezone.now() + received).waits == shown


def test_what_is_closed_waits_for_nobody_and_is_listed_by_its_date_alone(client, ana):
    make_referral().move_to("closed", "declined")
    open_one = make_referral()
    page = client.get(f"{LIST}?taken=nobody&status__exact=all")
    assert [one.pk for one in page.context["cl"].result_list] == [open_one.pk]


def test_a_list_marks_the_order_that_it_has_and_offers_others_for_what_is_open(client, ana):
    make_referral()
    make_referral().move_to("closed", "declined")
    offered = {}
    for status in ("new", "closed", "all"):
        page = BeautifulSoup(client.get(f"{LIST}?status__exact={status}").content, "html.parser")
        columns = page.select("th.sortable")
        offered[status] = {one.select_one(".text").text: one["class"] for one in columns}
    assert offered["closed"] == offered["all"] == {}
    assert {"County", "Status", "Taken by"} < set(offered["new"])
    in_order = {name for name, classes in offered["new"].items() if "sorted" in classes}
    assert in_order == {"Answer by", "Received"}


def counties_to_filter_by(client) -> list[str]:
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    links = page.select("#changelist-filter a[href*=county__slug__exact]")
    return [link.text.strip() for link in links]


def test_the_filter_by_county_offers_every_county_to_staff_of_njcmo(client, ana):
    assert len(counties_to_filter_by(client)) == 21


def test_the_filter_by_county_offers_to_others_those_of_their_cmo(client, ben):
    client.force_login(ben)
    assert counties_to_filter_by(client) == []  # Essex alone: nothing to choose
    gloucester_and_more = County.objects.get(pk="salem").care_management_organization
    StaffProfile.objects.update(care_management_organization=gloucester_and_more)
    client.force_login(User.objects.get(pk=ben.pk))
    assert counties_to_filter_by(client) == ["Cumberland", "Gloucester", "Salem"]


def test_a_list_says_overdue_in_words(client, ana):
    make_referral(due_on="2026-01-02")
    late = make_referral(due_on="2026-01-01")
    page = client.get(LIST)
    assert page.context["cl"].queryset.first() == late
    assert page.content.decode().count("overdue</b>") == 2


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:1 }}=cmd|'/c'!A1"
STAFF_PAGES = [
    "/admin/",
    LIST,
    "/admin/referrals/notice/",
    "/admin/referrals/look/",
    "/admin/desk/numbers/",
    "/admin/desk/{pk}/call/",
    "/admin/desk/{pk}/hand-over/",
    f"{LIST}{{pk}}/change/",
    f"{LIST}{{pk}}/history/",
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


@pytest.mark.parametrize("method", ["options", "trace", "put", "patch", "delete"])
def test_no_other_method_shows_a_referral(client, ana, method):
    assert getattr(client, method)(page_of(make_referral())).status_code == 405
    assert looks() == []


def test_a_page_that_is_shown_again_after_a_mistake_is_a_look_as_well(client, ana):
    referral = make_referral()
    quoted = f"{LIST}_{ord('+'):X}{referral.pk}/change/"  # as the admin reads “+1”
    for shown in (
        client.get(quoted),
        client.post(page_of(referral), {}),
        client.post(f"/admin/desk/{referral.pk}/call/", {"outcome": "rubbish"}),
        client.get(f"/admin/desk/{referral.pk}/hand-over/"),
    ):
        assert shown.status_code in {200, 422}
    assert [look[1:3] for look in looks()] == [("opened", str(referral))] * 4


def test_a_family_that_somebody_is_reaching_is_not_taken_away(client, ana, ben):
    referral = make_referral()
    calling.give_next_to(ben)
    page = client.post(f"/admin/desk/{referral.pk}/take/", follow=True).content.decode()
    assert "was not taken: ben is reaching this family right now" in page
    shown = client.get(page_of(referral)).content.decode()
    assert "ben is reaching this family right now" in shown
    assert f"/admin/desk/{referral.pk}/take/" not in shown
    referral.refresh_from_db()
    assert (referral.assigned_to, referral.held_by) == (None, ben)


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
    page = BeautifulSoup(client.get("/admin/referrals/look/").content, "html.parser")
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


def test_a_call_page_says_that_the_same_number_asked_not_to_be_called(client, ana):
    first = make_referral()
    calling.record_try(first, "do_not_call", ana)
    second = make_referral()
    page = client.get(f"/admin/desk/{second.pk}/call/").content.decode()
    assert "Before you call" in page
    assert str(first) in page
    assert "Family declined" in page


def test_who_was_not_reached_comes_back_to_everybody_and_who_was_reached_is_ours(client, ana):
    referral = make_referral()
    calling.record_try(referral, "no_answer", ana)
    assert referral.assigned_to is None
    calling.record_try(referral, "reached", ana)
    assert referral.assigned_to == ana
    met = make_referral()
    client.post(page_of(met), seen(client, met) | {"status": "in_touch"})
    met.refresh_from_db()
    assert met.assigned_to == ana


def test_who_reaches_the_family_of_a_colleague_is_told_so_and_chooses_to_take_it_over(
    client, ana, ben
):
    stays, over = f"stays-{ben.pk}", f"over-{ben.pk}"
    for choice, whose in ((stays, "It stays with ben"), (over, "It is yours")):
        referral = make_referral(assigned_to=ben)
        reveal(client, referral)
        path = f"/admin/desk/{referral.pk}/call/"
        opened = client.get(path)
        page = opened.content.decode()
        assert "whose it is then, you choose above" in page
        assert "in another part of the day, for ben" in page
        answer = form_of(opened) | {"outcome": "reached", "take_over": choice}
        assert whose in client.post(path, answer, follow=True).content.decode()
        referral.refresh_from_db()
        assert referral.assigned_to == (ana if choice == over else ben)
    assert referral.steps.last().detail == "from ben"


def test_who_reaches_a_family_that_was_taken_meanwhile_is_asked_whose_it_is(client, ana, ben):
    referral = make_referral()
    reveal(client, referral)
    path = f"/admin/desk/{referral.pk}/call/"
    opened = client.get(path)
    assert "Reached: it is yours" in opened.content.decode()
    work.take(referral, ben)
    asked = client.post(path, form_of(opened) | {"outcome": "reached", "note": "Said yes"})
    assert asked.status_code == 422
    assert "A colleague has taken this family" in asked.content.decode()
    assert form_of(asked)["note"] == "Said yes"
    # Not to choose is no choice, however often “Reached” is pressed.
    for choice in ({}, {"take_over": f"stays-{ana.pk}"}):
        again = client.post(path, form_of(asked) | {"outcome": "reached"} | choice)
        assert again.status_code == 422
    answer = form_of(asked) | {"outcome": "reached", "take_over": f"stays-{ben.pk}"}
    assert "It stays with ben" in client.post(path, answer, follow=True).content.decode()
    referral.refresh_from_db()
    assert (referral.status, referral.assigned_to) == ("in_touch", ben)


def test_an_outcome_that_is_sent_again_by_back_is_asked_about(client, ana):
    referral = make_referral()
    path = f"/admin/desk/{referral.pk}/call/"
    answer = {"outcome": "no_answer", "note": "Nobody there", "tries_seen": "0"}
    client.post(path, answer)
    again = client.post(path, answer)
    assert again.status_code == 422
    assert "A try was noted since you opened this page" in again.content.decode()
    referral.refresh_from_db()
    assert referral.tries == 1
    assert client.post(path, answer | {"tries_seen": "1"}).status_code == 302


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


def test_a_spanish_speaking_family_is_told_its_first_calls_in_spanish(client, ana):
    referral = make_referral(preferred_language="es")
    page = client.get(f"/admin/desk/{referral.pk}/call/").content.decode()
    assert "Su distrito escolar" in page
    assert "Your school district" not in page
