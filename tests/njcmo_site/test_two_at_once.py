"""Two people and one family: who does something second acts on what is true by then.

Threads that press at the same instant are in test_intake.py; here one acts between the reading and
the writing of the other.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from referrals import retention
from referrals.desk import calling, work
from referrals.models import Referral
from tests.factories import make_referral, works_for
from tests.staff_pages import form_of, page_of, seen

pytestmark = pytest.mark.django_db


def coordinator(name) -> User:
    person = User.objects.create_user(name, is_staff=True)
    person.groups.add(Group.objects.get(name="intake coordinator"))
    works_for(person)
    return person


@pytest.fixture
def ana(client):
    """A coordinator, signed in as `client`."""
    person = coordinator("ana")
    client.force_login(person)
    return person


@pytest.fixture
def ben(db):
    return coordinator("ben")


def held_by(person) -> Referral:
    make_referral()
    return calling.give_next_to(person)


def suspect(referral):
    Referral.objects.filter(pk=referral.pk).update(suspected=True)


def try_later(referral):
    again = timezone.now() + timedelta(hours=1)
    Referral.objects.filter(pk=referral.pk).update(next_attempt_at=again)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda one, ben: work.take(one, ben),
        lambda one, ben: work.hand_over(one, "language", ben, to_person=ben),
        lambda one, ben: one.move_to("closed", "declined", ben),
        lambda one, ben: suspect(one),
        lambda one, ben: try_later(one),
    ],
    ids=["taken", "handed over", "closed", "suspected", "to be tried later"],
)
def test_next_call_passes_over_a_family_that_is_no_longer_free(ana, ben, monkeypatch, meanwhile):
    due_first, next_one = make_referral(due_on="2026-01-02"), make_referral()
    ask = calling.families_for

    def ask_and_be_overtaken(user):
        monkeypatch.setattr(calling, "families_for", ask)
        chosen = list(ask(user)[:1])
        meanwhile(due_first, ben)
        return Referral.objects.filter(pk__in=[one.pk for one in chosen])

    monkeypatch.setattr(calling, "families_for", ask_and_be_overtaken)
    assert calling.give_next_to(ana) == next_one
    due_first.refresh_from_db()
    assert due_first.held_by is None


def test_a_family_that_somebody_is_reaching_is_not_handed_over(client, ana, ben):
    referral = held_by(ben)
    path = f"/admin/desk/{referral.pk}/hand-over/"
    refused = client.post(path, {"to_person": ana.pk, "reason": "language"})
    assert refused.status_code == 422
    assert "ben is reaching this family right now" in refused.content.decode()
    assert form_of(refused)["reason"] == "language"
    with pytest.raises(ValueError, match="ben is reaching"):
        work.hand_over(referral, "language", ana, to_person=ana)
    referral.refresh_from_db()
    assert (referral.assigned_to, referral.held_by) == (None, ben)
    client.force_login(ben)
    assert client.post(path, {"to_person": ana.pk, "reason": "language"}).status_code == 302
    referral.refresh_from_db()
    assert (referral.assigned_to, referral.held_by) == (ana, None)


def test_a_family_that_somebody_is_reaching_is_not_moved_and_a_note_is_kept(client, ana, ben):
    referral = held_by(ben)
    typed = {"status": "closed", "close_reason": "declined", "note": "They have help"}
    refused = client.post(page_of(referral), seen(client, referral) | typed)
    assert "ben is reaching this family right now" in refused.content.decode()
    assert form_of(refused)["note"] == "They have help"
    with pytest.raises(ValueError, match="ben is reaching"):
        Referral.objects.get(pk=referral.pk).move_to("in_touch", by=ana)
    noted = client.post(page_of(referral), form_of(refused) | {"status": "new", "close_reason": ""})
    assert noted.status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.held_by) == ("new", ben)
    assert referral.steps.get().note == "They have help"


def test_a_family_takes_its_request_back_even_while_somebody_is_reaching_it(ana):
    referral = held_by(ana)
    retention.withdraw(referral)
    assert Referral.objects.get().close_reason == "withdrawn"


def test_what_somebody_is_reaching_is_not_put_back_with_the_others(client, ana, ben):
    client.force_login(User.objects.create_superuser("root"))
    left = [make_referral(assigned_to=ana) for _ in range(2)]
    calling.give_next_to(ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    chosen = {"action": "put_back", "_selected_action": [one.pk for one in left]}
    page = client.post("/admin/referrals/referral/?taken=gone", chosen, follow=True)
    assert "Put back: 1." in page.content.decode()
    assert "ana is reaching this family right now" in page.content.decode()
    assert Referral.objects.get(assigned_to=ana).held_by == ana


def test_what_was_read_before_somebody_else_acted_is_read_anew(ana, ben):
    opened = Referral.objects.get(pk=make_referral().pk)
    calling.record_try(Referral.objects.get(), "no_answer", ben)
    calling.record_try(opened, "left_message", ana)
    assert (opened.tries, opened.status) == (2, "trying")

    opened = Referral.objects.get()
    work.take(Referral.objects.get(), ben)
    opened.move_to("in_touch", by=ana)
    assert Referral.objects.get().assigned_to == ben


@pytest.mark.parametrize(
    "act",
    [
        lambda one, by: work.take(one, by),
        lambda one, by: work.hand_over(one, "language", by, to_person=by),
        lambda one, by: work.hand_over(one, "absence", by),
        lambda one, by: calling.record_try(one, "no_answer", by),
        lambda one, by: one.move_to("trying", by=by),
        lambda one, by: one.correct_close_reason("spam", by),
    ],
    ids=["take", "hand over", "put back", "try", "move", "correct"],
)
def test_nothing_is_done_with_what_its_family_took_back_meanwhile(ana, act):
    opened = Referral.objects.get(pk=make_referral().pk)
    retention.withdraw(Referral.objects.get())
    with pytest.raises(ValueError, match="."):
        act(opened, ana)
    stored = Referral.objects.get()
    assert (stored.status, stored.close_reason, stored.assigned_to) == ("closed", "withdrawn", None)
    assert not stored.steps.exists()


def test_a_reason_is_not_corrected_once_the_referral_is_taken_up_again(ana):
    opened = make_referral(status="closed")
    Referral.objects.get().move_to("in_touch", by=ana)
    with pytest.raises(ValueError, match="only a closed referral"):
        opened.correct_close_reason("spam", ana)


def test_what_is_taken_up_again_on_its_last_night_is_not_erased(ana):
    opened = make_referral(status="closed", status_since=timezone.now() - timedelta(days=4000))
    assert list(retention.due()) == [opened]
    Referral.objects.get().move_to("in_touch", by=ana)
    assert not retention.empty_when_due(opened)
    assert Referral.objects.get().caregiver_name == "Rosa Núñez"
