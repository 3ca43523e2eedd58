"""Whom to call next, and how a call ends."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.template.base import Template
from django.utils import timezone

from referrals import working_days
from referrals.desk import calling, work
from referrals.models import Referral
from tests.factories import make_referral, works_for
from tests.referrals.test_looks import looks
from tests.staff_pages import FAMILY, form_of, page_of, reveal, seen

pytestmark = pytest.mark.django_db


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
    profile = works_for(ana, languages=["en"])
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


def test_the_call_screen_has_what_a_call_needs(client, ana, at):
    at(16, 10)
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
    assert [look[1:3] for look in looks()] == [("revealed", str(referral))]


def test_who_would_call_a_family_of_a_closed_request_is_led_to_its_page(client, ana):
    referral = make_referral(status="closed")
    answer = client.get(f"/admin/desk/{referral.pk}/call/", follow=True)
    assert answer.redirect_chain == [(page_of(referral), 302)]
    assert f"{referral} is closed: nobody is to be called." in answer.content.decode()


@pytest.mark.parametrize(
    ("outcome", "status", "again"),
    [
        ("reached", "in_touch", False),
        ("left_message", "trying", True),
        ("no_answer", "trying", True),
        ("wrong_number", "trying", True),
        ("do_not_call", "closed", False),
        ("sent", "trying", True),
        ("answered", "in_touch", False),
        ("came_back", "trying", True),
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


def test_the_next_try_is_at_the_good_time_of_the_family(ana, at):
    for best_time, hour in (("morning", 9), ("evening", 17), ("any", 12), ("", 12)):
        at(20, 10)  # a Friday
        referral = make_referral(best_time=best_time)
        calling.record_try(referral, "no_answer", ana)
        again = timezone.localtime(referral.next_attempt_at)
        assert (again.day, again.hour) == (23, hour)


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
        page = " ".join(opened.content.decode().split())
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


def test_a_spanish_speaking_family_is_told_its_first_calls_in_spanish(client, ana):
    referral = make_referral(preferred_language="es")
    page = client.get(f"/admin/desk/{referral.pk}/call/").content.decode()
    assert "Su distrito escolar" in page
    assert "Your school district" not in page


@pytest.mark.parametrize("action", ["call", "hand-over", "print"])
def test_nobody_waits_for_a_family_while_a_page_about_it_is_drawn(
    coordinator, client, monkeypatch, action
):
    around, while_drawn = len(connection.savepoint_ids), []

    def render(template, context, real=Template.render):
        while_drawn.append(len(connection.savepoint_ids))
        return real(template, context)

    monkeypatch.setattr(Template, "render", render)
    sent = {"reason": "call"}
    assert client.post(f"/admin/desk/{make_referral().pk}/{action}/", sent).status_code in {
        200,
        422,
    }
    assert while_drawn[0] == around
