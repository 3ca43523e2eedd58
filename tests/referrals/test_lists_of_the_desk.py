"""Who needs a Spanish speaker, who has gone quiet, what was closed by mistake, who is kept."""

import re
from datetime import timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.utils import timezone

from referrals.desk import calling, work
from referrals.models import Referral
from referrals.models.work import OPEN
from referrals.templatetags.desk import lists_for
from tests.factories import make_referral, referral_fields, works_for
from tests.staff_pages import REFERRALS, page_of

pytestmark = pytest.mark.django_db


def listed(client, query) -> set[Referral]:
    return set(client.get(f"{REFERRALS}?{query}").context["cl"].result_list)


def test_a_family_needs_a_spanish_speaker_until_such_a_person_has_it(client, ana, ben):
    works_for(ana, languages=["en"])
    works_for(ben, ben.profile.care_management_organization, languages=["es"])
    spanish = make_referral(assigned_to=ana)
    make_referral(preferred_language="en")
    make_referral(status="closed")
    make_referral(suspected=True)
    assert listed(client, "due=speaker") == {spanish}
    assert "needs a speaker" in client.get(REFERRALS).content.decode()
    assert "1 in need of a Spanish speaker" in client.get("/admin/").content.decode()
    work.hand_over(spanish, "language", ana, to_person=ben)
    assert listed(client, "due=speaker") == set()
    assert "needs a speaker" not in client.get(REFERRALS).content.decode()
    assert "in need of a Spanish" not in client.get("/admin/").content.decode()


def called(days: int, **changes) -> Referral:
    long_ago = timezone.now() - timedelta(days=days)
    referral = make_referral(first_tried_at=long_ago, **{"status": "in_touch"} | changes)
    referral.note_step("tried", detail="Reached")
    referral.steps.update(at=long_ago)
    return referral


def test_a_family_with_whom_nothing_happened_for_two_weeks_after_a_call_has_gone_quiet(client, ana):
    quiet = called(days=15)
    called(days=13)
    called(days=15, status="closed")
    called(days=15, status="connected")
    make_referral(received_at=timezone.now() - timedelta(days=30))
    assert listed(client, "due=quiet") == {quiet}
    assert "1 gone quiet" in client.get("/admin/").content.decode()
    Referral.objects.filter(pk=quiet.pk).update(next_step_on=timezone.localdate())
    assert listed(client, "due=quiet") == set()
    Referral.objects.filter(pk=quiet.pk).update(next_step_on=None)
    quiet.note_step("noted", ana, note="They will call")
    assert listed(client, "due=quiet") == set()


@pytest.mark.parametrize("status", ["in_touch", "connected"])
def test_a_family_in_contact_that_nobody_has_is_on_the_start_page_until_somebody_reaches_it(
    client, ana, ben, status
):
    referral = make_referral(status=status, assigned_to=ben)
    assert "with nobody" not in client.get("/admin/").content.decode()
    work.hand_over(referral, "absence", ana)
    page = BeautifulSoup(client.get("/admin/").content, "lxml")
    link = page.find("a", href=re.compile("due=nobody"))
    assert "1 in touch or connected, and with nobody" in link.get_text()
    assert listed(client, link["href"].partition("?")[2]) == {referral}
    call = f"/admin/desk/{referral.pk}/call/"
    told = client.post(call, {"outcome": "no_answer"}, follow=True).content.decode()
    kept = referral.get_status_display().lower()
    assert f"It is with nobody, and {kept}." in told
    told = client.post(call, {"outcome": "reached"}, follow=True).content.decode()
    assert f"It is yours, and {kept}." in told
    assert Referral.objects.get(pk=referral.pk).assigned_to == ana
    assert "with nobody" not in told


def test_what_was_set_apart_and_closed_by_mistake_is_found_and_taken_up_again(client, ana):
    mistake = make_referral(suspected=True, status="closed", close_reason="spam")
    make_referral(status="closed")
    make_referral(suspected=True)
    assert listed(client, "suspected=closed") == {mistake}
    assert "Take up again" in client.get(page_of(mistake)).content.decode()
    client.post(f"/admin/desk/{mistake.pk}/take-up/")
    mistake.refresh_from_db()
    assert (mistake.status, mistake.suspected, mistake.assigned_to) == ("in_touch", False, ana)
    again = client.post(f"/admin/desk/{mistake.pk}/take-up/", follow=True)
    assert "was not taken up" in again.content.decode()


def test_what_somebody_takes_up_is_theirs_whoever_had_it(client, ana, ben):
    referral = make_referral(status="closed", assigned_to=ben)
    client.post(f"/admin/desk/{referral.pk}/take-up/")
    referral.refresh_from_db()
    assert (referral.status, referral.assigned_to) == ("in_touch", ana)
    assert referral.steps.last().detail == "from ben"


def test_nobody_takes_up_what_was_erased_or_is_of_another_cmo(client, ana, ben):
    erased = make_referral()
    erased.move_to("closed", "withdrawn")
    client.post(f"/admin/desk/{erased.pk}/take-up/")
    client.force_login(ben)
    theirs = make_referral(county_id="ocean", status="closed")
    assert client.post(f"/admin/desk/{theirs.pk}/take-up/").status_code == 404
    assert not Referral.objects.open().exists()


def test_a_family_that_stays_with_somebody_is_on_their_start_page(client, ana, ben):
    make_referral(contact_method="email", email="a@example.org")
    kept = calling.give_next_to(ana)
    page = client.get("/admin/").content.decode()
    assert "With you, and no outcome noted" in page
    assert "kept for you until" in page
    Referral.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    assert "no longer kept" in client.get("/admin/").content.decode()
    client.force_login(ben)
    assert "With you" not in client.get("/admin/").content.decode()
    calling.record_try(kept, "no_answer", ana)
    client.force_login(ana)
    assert "With you" not in client.get("/admin/").content.decode()


def test_a_family_that_waits_for_its_next_try_is_counted_and_listed(client, ana):
    referral = make_referral()
    calling.record_try(referral, "no_answer", ana)
    Referral.objects.update(next_attempt_at=timezone.now() + timedelta(days=1))
    start = client.get("/admin/").content.decode()
    assert "1 tried, and to be tried again another time" in start
    assert listed(client, "due=later") == {referral}


def open_requests(people) -> list[Referral]:
    """Each status, taken by each of these people or nobody, with each day, next try and holder."""
    now, today = timezone.now(), timezone.localdate()
    hour, day = timedelta(hours=1), timedelta(days=1)
    contact = {"contact_method": "email", "email": "a@example.org", "email_hash": "0" * 64}
    contact |= {"phone": "", "preferred_language": "en"}
    every = product(
        OPEN,
        [True, False],
        [None, *people],
        [None, people[0]],
        [today - day, today, today + day],
        [None, now - hour, now + hour],
    )
    names = ["status", "suspected", "assigned_to", "held_by", "due_on", "next_attempt_at"]
    return [
        Referral(
            held_until=one[3] and now + hour,
            **referral_fields(**contact, **dict(zip(names, one, strict=True))),
        )
        for one in every
    ]


def test_every_open_request_stands_on_a_list_of_somebodys_start_page(ana, ben, staff):
    supervisor, gone = staff("supervisor"), User.objects.create_user("gone", is_active=False)
    everything = Referral.objects.bulk_create(open_requests([ana, ben, gone]))
    listed_for = {
        referral
        for person in (ana, ben, supervisor)
        for rows in lists_for(person, Referral.objects.visible_to(person)).values()
        for referral in rows.without_texts()
    }
    assert set(everything) - listed_for == set()
