"""An outcome that was pressed by mistake is taken back; and what comes after the first call."""

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.utils import timezone

from referrals.desk import calling, undoing, work
from referrals.desk.undoing import CHANGED_BY_OUTCOMES, OF_AN_OFFER
from referrals.families import own
from referrals.models import HandOver, Referral, Step
from referrals.models.work import CallOutcome
from services.models import County
from tests.factories import make_referral
from tests.staff_pages import form_of, move, page_of, reveal

pytestmark = pytest.mark.django_db

STATES = [
    {},
    {"status": "trying", "tries": 2, "first_tried_at": timezone.now()},
    {"status": "in_touch", "next_step_on": date(2026, 12, 1)},
    {"status": "connected"},
]


def work_on(referral) -> dict:
    return Referral.objects.values(*CHANGED_BY_OUTCOMES, "due_on").get(pk=referral.pk)


def pressed(referral, outcome, by, **further) -> Step:
    calling.record_try(referral, outcome, by, **further)
    return referral.steps.filter(what="tried").last()


# Undone


@pytest.mark.parametrize("outcome", CallOutcome.values)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.get("status", "new"))
def test_what_any_outcome_changed_is_put_back_exactly_and_noted(client, ana, state, outcome):
    referral = make_referral(email="rosa@example.org", **state)
    if not state:
        calling.give_next_to(ana)
    before = work_on(referral)
    step = pressed(referral, outcome, ana, note="By mistake")
    answer = client.post(f"/admin/desk/undo/{step.pk}/", follow=True)
    assert "is as it was before" in answer.content.decode()
    assert work_on(referral) == before
    step.refresh_from_db()
    assert (step.note, step.detail) == ("By mistake", f"{CallOutcome(outcome).label}, undone")
    last = referral.steps.last()
    assert (last.what, last.by, last.detail) == ("undone", ana, CallOutcome(outcome).label)


@pytest.mark.parametrize("outcome", ["do_not_call", "no_answer"])
def test_what_was_offered_to_a_cmo_is_offered_again_by_undo_and_mailed_once(ana, outcome):
    referral = make_referral()
    ocean = County.objects.get(pk="ocean").care_management_organization
    work.hand_over(referral, "county", ana, to_organization=ocean)
    HandOver.objects.update(sent_at=timezone.now())
    before = HandOver.objects.values(*OF_AN_OFFER, "referral").get()
    undoing.undo(pressed(referral, outcome, ana), ana)
    assert HandOver.objects.values(*OF_AN_OFFER, "referral").get() == before


def test_an_outcome_is_undone_for_five_minutes(client, ana):
    referral = make_referral()
    step = pressed(referral, "do_not_call", ana)
    assert "Undo" in client.get("/admin/").content.decode()
    Step.objects.filter(pk=step.pk).update(at=timezone.now() - timedelta(minutes=5))
    assert "Undo" not in client.get("/admin/").content.decode()
    page = client.post(f"/admin/desk/undo/{step.pk}/", follow=True).content.decode()
    assert "stays as it is. An outcome can be undone for five minutes" in page
    referral.refresh_from_db()
    assert referral.status == "closed"


def test_an_outcome_is_undone_by_who_pressed_it_alone(client, ana, ben):
    step = pressed(make_referral(), "no_answer", ben)
    page = client.post(f"/admin/desk/undo/{step.pk}/", follow=True).content.decode()
    assert "by who pressed it" in page
    assert Referral.objects.get().status == "trying"


def test_the_outcome_of_a_referral_of_another_cmo_is_not_found(client, ana, ben):
    step = pressed(make_referral(county_id="ocean"), "no_answer", ana)
    client.force_login(ben)
    assert client.post(f"/admin/desk/undo/{step.pk}/").status_code == 404


@pytest.mark.parametrize(
    "since",
    [
        lambda referral, ana, ben: referral.note_step(Step.What.NOTED, ben, note="Called as well"),
        lambda referral, ana, ben: own.correct_phone(referral, "9735550101"),
        lambda referral, ana, ben: calling.record_try(referral, "reached", ben),
        lambda referral, ana, ben: calling.record_try(referral, "no_answer", ana),
        lambda referral, ana, ben: Referral.objects.update(
            held_by=ben, held_until=timezone.now() + timedelta(minutes=9)
        ),
    ],
    ids=["a note", "the family", "a try", "an own try", "a hold"],
)
def test_what_others_did_since_is_not_undone(ana, ben, since):
    referral = make_referral()
    step = pressed(referral, "left_message", ana)
    since(referral, ana, ben)
    before = work_on(referral)
    with pytest.raises(ValueError, match=r"since|right now"):
        undoing.undo(step, ana)
    assert work_on(referral) == before


def test_an_own_note_does_not_keep_from_undoing(client, ana):
    referral = make_referral()
    step = pressed(referral, "left_message", ana)
    move(client, referral, status="trying", note="It was the aunt")
    undoing.undo(step, ana)
    referral.refresh_from_db()
    assert (referral.status, referral.tries) == ("new", 0)


@pytest.mark.parametrize("role", ["content editor", "clinical reviewer", None])
def test_who_does_not_work_on_referrals_undoes_nothing(client, ana, staff, role):
    step = pressed(make_referral(), "no_answer", ana)
    person = staff(role) if role else User.objects.create_user("roleless", is_staff=True)
    client.force_login(person)
    assert client.post(f"/admin/desk/undo/{step.pk}/").status_code == 403
    assert client.get(f"/admin/desk/undo/{step.pk}/").status_code in {403, 405}
    assert Referral.objects.get().status == "trying"


def test_a_second_press_of_undo_changes_nothing(client, ana):
    referral = make_referral()
    first = pressed(referral, "no_answer", ana)
    second = pressed(referral, "no_answer", ana)
    undoing.undo(second, ana)
    once = work_on(referral)
    page = client.post(f"/admin/desk/undo/{second.pk}/", follow=True).content.decode()
    assert "stays as it is" in page
    with pytest.raises(ValueError, match="since"):
        undoing.undo(first, ana)
    assert work_on(referral) == once
    assert once["tries"] == 1


# After the first call


def test_a_family_in_contact_keeps_the_call_page_and_every_call_is_in_the_story(client, ana):
    referral = make_referral(status="in_touch", assigned_to=ana)
    reveal(client, referral)
    call = f"/admin/desk/{referral.pk}/call/"
    assert call in client.get(page_of(referral)).content.decode()
    day = timezone.localdate() + timedelta(days=3)
    answer = form_of(client.get(call)) | {"outcome": "no_answer", "note": "Later"}
    page = client.post(call, answer | {"next_step_on": day.isoformat()}, follow=True)
    assert "It is yours, and in touch. Next step on" in page.content.decode()
    referral.refresh_from_db()
    assert (referral.status, referral.tries, referral.next_step_on) == ("in_touch", 0, day)
    assert [step.what for step in referral.steps.all()] == ["tried", "planned"]
    opened = form_of(client.get(call))
    assert opened["next_step_on"] == day.isoformat()
    client.post(call, opened | {"outcome": "do_not_call"})
    referral.refresh_from_db()
    assert (referral.status, referral.close_reason) == ("closed", "declined")
    assert referral.next_step_on is None


def test_a_further_call_that_is_sent_again_by_back_is_asked_about(client, ana):
    referral = make_referral(status="in_touch", assigned_to=ana)
    call = f"/admin/desk/{referral.pk}/call/"
    reveal(client, referral)
    answer = form_of(client.get(call)) | {"outcome": "reached"}
    client.post(call, answer)
    again = client.post(call, answer)
    assert again.status_code == 422
    assert referral.steps.count() == 1


def test_a_note_and_a_day_are_kept_without_a_call(client, ana):
    referral = make_referral(status="connected")
    reveal(client, referral)
    call = f"/admin/desk/{referral.pk}/call/"
    day = timezone.localdate() + timedelta(days=1)
    opened = form_of(client.get(call))
    client.post(call, opened | {"_keep": "", "note": "Asks again", "next_step_on": str(day)})
    step = referral.steps.get()
    assert (step.what, step.note) == ("planned", "Asks again")
    referral.refresh_from_db()
    assert (referral.status, referral.next_step_on) == ("connected", day)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("soon", "Enter a day as year-month-day"),
        ("2026-02-30", "Enter a day as year-month-day"),
        ("2020-01-01", "Choose a day from today on"),
        ("9999-12-31", "Choose a day from today on"),
        ("\x00\ud83d\ude00", "Enter a day as year-month-day"),
    ],
    ids=ascii,
)
def test_a_day_that_is_none_is_told_and_the_note_is_kept(client, ana, typed, told):
    referral = make_referral(status="in_touch")
    answer = {
        "outcome": "reached",
        "note": "Spoke",
        "next_step_on": typed.encode("utf-16", "surrogatepass").decode("utf-16"),
    }
    refused = client.post(f"/admin/desk/{referral.pk}/call/", answer)
    assert refused.status_code == 422
    assert told in refused.content.decode()
    assert form_of(refused)["note"] == "Spoke"
    assert not referral.steps.exists()


def test_a_call_without_an_outcome_is_told_so(client, ana):
    refused = client.post(f"/admin/desk/{make_referral().pk}/call/", {"_keep": "", "note": "X"})
    assert refused.status_code == 422
    assert "Press how it ended." in refused.content.decode()


def test_who_is_closed_or_set_apart_is_not_called(client, ana):
    for changes in ({"status": "closed"}, {"suspected": True}):
        referral = make_referral(**changes)
        path = f"/admin/desk/{referral.pk}/call/"
        assert client.get(path)["Location"] == page_of(referral)


def test_mine_is_ordered_by_the_next_day_and_a_past_one_is_red(client, ana):
    today = timezone.localdate()
    day = {name: today + timedelta(days=days) for name, days in {"past": -1, "soon": 2}.items()}
    mine = {"assigned_to": ana}
    someday = make_referral(**mine, status="in_touch")
    soon = make_referral(**mine, status="connected", next_step_on=day["soon"])
    due = make_referral(**mine, due_on=today)
    past = make_referral(**mine, status="in_touch", next_step_on=day["past"])
    page = BeautifulSoup(client.get("/admin/").content, "lxml")
    rows = page.select("[aria-labelledby=mine] tbody tr")
    named = [row.th.a.get_text() for row in rows]
    assert named == [str(one) for one in (past, due, soon, someday)]
    assert ["late" in row.select_one(".num")["class"] for row in rows] == [
        True,
        False,
        False,
        False,
    ]


# A wrong number


def test_a_wrong_number_is_not_tried_again_while_there_is_an_e_mail(client, ana, monkeypatch):
    morning = datetime(2026, 11, 24, 10, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: morning)
    with_mail = make_referral(email="rosa@example.org", best_time="evening")
    without = make_referral(best_time="evening")
    for referral in (with_mail, without):
        calling.record_try(referral, "wrong_number", ana)
        referral.refresh_from_db()
    assert (with_mail.reach_by, without.reach_by) == ("email", "phone")
    Referral.objects.update(next_attempt_at=None)
    assert list(calling.families_for(ana)) == [with_mail]  # a mail need not wait for the evening
    reveal(client, with_mail)
    page = client.get(f"/admin/desk/{with_mail.pk}/call/").content.decode()
    assert "The number is wrong" in page
    assert "tel:+1201" not in page
    own.correct_phone(with_mail, "9735550101")
    with_mail.refresh_from_db()
    assert with_mail.reach_by == "phone"
