"""A family is offered to another CMO, which takes it or says why not."""

from datetime import timedelta
from smtplib import SMTPDataError
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core import mail
from django.utils import timezone

from referrals.desk import hand_overs, work
from referrals.mail.hand_overs import send_due
from referrals.models import HandOver, Referral
from services.models import County
from tests.factories import make_referral, works_for
from tests.staff_pages import FAMILY, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ocean():
    return County.objects.get(pk="ocean").care_management_organization


@pytest.fixture
def otto(ocean):
    """A coordinator of the CMO of Ocean County."""
    person = User.objects.create_user("otto", email="otto@example.org", is_staff=True)
    person.groups.add(Group.objects.get(name="intake coordinator"))
    works_for(person, ocean)
    return person


@pytest.fixture
def offered(ben, ocean) -> HandOver:
    """A family of Essex County that Ben has, offered to the CMO of Ocean County."""
    referral = make_referral(**FAMILY, assigned_to=ben)
    work.hand_over(referral, "county", ben, to_organization=ocean)
    return HandOver.objects.get()


def answer(client, offer, **data):
    return client.post(f"/admin/desk/hand-overs/{offer.pk}/", data, follow=True)


def story(offer) -> list[str]:
    return [step.detail for step in Referral.objects.get(pk=offer.referral_id).steps.all()]


def sees(person, offer) -> bool:
    person = User.objects.get(pk=person.pk)
    return Referral.objects.visible_to(person).filter(pk=offer.referral_id).exists()


def test_what_is_offered_stays_where_it_is_until_the_other_cmo_accepts(client, ben, otto, offered):
    assert (sees(ben, offered), sees(otto, offered)) == (True, False)
    client.force_login(ben)
    assert f"Offered to {offered.to}" in client.get(page_of(offered.referral)).content.decode()
    client.force_login(otto)
    start = client.get("/admin/").content.decode()
    assert "Offered to a CMO, and not answered" in start
    assert "Rosa" not in start
    done = answer(client, offered, accept="").content.decode()
    assert f'<a href="{page_of(offered.referral)}">{offered.referral}</a> is with' in done
    assert (sees(ben, offered), sees(otto, offered)) == (False, True)
    referral = Referral.objects.get()
    assert (referral.organization, referral.assigned_to) == (offered.to, None)
    assert story(offered)[-1].startswith(f"to {offered.to}, which accepted")
    assert "Offered to a CMO" not in client.get("/admin/").content.decode()


def test_a_cmo_refuses_with_a_reason_and_the_family_stays(client, ben, otto, offered):
    client.force_login(otto)
    assert "choose why" in answer(client, offered).content.decode()
    assert HandOver.objects.exists()
    answer(client, offered, reason="workload")
    assert not HandOver.objects.exists()
    assert Referral.objects.get().assigned_to == ben
    assert story(offered)[-1] == f"{offered.to} refused: Too much work"


def test_nobody_but_the_cmo_that_is_asked_and_njcmo_answers(client, ana, ben, offered, staff):
    client.force_login(ben)
    assert answer(client, offered, accept="").status_code == 404
    assert "Offered to a CMO, and" not in client.get("/admin/").content.decode()
    client.force_login(staff("content editor"))
    assert answer(client, offered, accept="").status_code == 403
    client.force_login(ana)
    answer(client, offered, accept="")
    assert Referral.objects.get().organization == offered.to


def test_who_offered_a_family_does_not_answer_and_may_only_take_the_offer_back(
    client, ana, ben, ocean, offered
):
    of_ana = make_referral(assigned_to=ana)
    work.hand_over(of_ana, "county", ana, to_organization=ocean)
    own = of_ana.hand_over
    start = BeautifulSoup(client.get("/admin/").content, "lxml").select_one(
        "section[aria-labelledby=offered]"
    )
    pressed = [one.get("aria-label") for one in start.select("button")]
    assert f"Accept {offered.referral}" in pressed
    assert f"Accept {of_ana}" not in pressed
    assert f"Take the offer back: {of_ana}" in pressed
    assert answer(client, own, accept="").status_code == 404
    take_back = "/admin/desk/hand-overs/{}/take-back/"
    told = client.post(take_back.format(offered.pk), follow=True).content.decode()  # is Ben’s
    assert "was answered or taken back already" in told
    assert "Take the offer back" not in client.get(page_of(offered.referral)).content.decode()

    assert "Take the offer back" in client.get(page_of(of_ana)).content.decode()
    told = client.post(take_back.format(own.pk), follow=True).content.decode()
    assert f"{of_ana} is no longer offered to {ocean}" in told
    assert list(HandOver.objects.all()) == [offered]
    assert of_ana.steps.last().detail == f"no longer offered to {ocean}"
    of_ana.refresh_from_db()
    assert of_ana.assigned_to == ana
    client.force_login(ben)  # who does not work for NJCMO
    works_for(ben, ocean)
    client.post(take_back.format(offered.pk))
    assert list(HandOver.objects.all()) == [offered]  # whose family he sees no longer
    works_for(ben, offered.referral.organization)
    client.post(take_back.format(offered.pk))
    assert not HandOver.objects.exists()


def test_the_own_cmo_of_a_family_has_it_at_once_and_nobody_is_asked_where_the_child_lives(
    client, ana, ben
):
    referral = make_referral(assigned_to=ana)
    own = referral.organization
    path = f"/admin/desk/{referral.pk}/hand-over/"
    assert "Another CMO is told by mail" in client.get(path).content.decode()
    sent = {"to_organization": own.pk, "reason": "workload"}
    told = client.post(path, sent, follow=True).content.decode()
    assert f"{referral} is with {own}." in told.replace("&amp;", "&")
    referral.refresh_from_db()
    assert (referral.assigned_to, HandOver.objects.count()) == (None, 0)


def test_of_two_who_answer_at_once_the_second_is_told(client, otto, ana, offered):
    assert hand_overs.refuse(offered, "county", ana)
    assert not hand_overs.accept(HandOver(pk=offered.pk, referral=offered.referral), otto)
    assert Referral.objects.get().handed_to is None


def test_a_family_that_somebody_is_reaching_is_accepted_only_afterwards(client, ben, otto, offered):
    Referral.objects.update(held_by=ben, held_until=timezone.now() + timedelta(minutes=9))
    client.force_login(otto)
    told = answer(client, offered, accept="").content.decode()
    assert f"{offered.referral} was not accepted: ben is reaching this family right now." in told
    assert (sees(ben, offered), HandOver.objects.exists()) == (True, True)
    Referral.objects.update(held_until=timezone.now())
    answer(client, offered, accept="")
    assert sees(otto, offered)


def test_who_hands_a_family_to_a_colleague_takes_the_offer_to_a_cmo_back(client, ana, ben, offered):
    path = f"/admin/desk/{offered.referral_id}/hand-over/"
    answers = {"to_person": ana.pk, "reason": "absence"}
    told = client.post(path, answers, follow=True).content.decode()
    assert f"{offered.referral} is with {ana}." in told
    assert not HandOver.objects.exists()
    assert story(offered)[-1].endswith(f"; no longer offered to {offered.to}")


def test_a_referral_that_is_closed_or_erased_is_no_longer_offered(offered, otto):
    referral = Referral.objects.get()
    referral.move_to("closed", "declined")
    assert not HandOver.objects.exists()
    assert not hand_overs.accept(offered, otto)
    referral.move_to("in_touch")
    work.hand_over(referral, "county", to_organization=offered.to)
    referral.move_to("closed", "withdrawn")
    assert not HandOver.objects.exists()


def test_a_family_goes_back_to_the_cmo_of_its_county(ana, ben, ocean):
    referral = make_referral(handed_to=ocean)
    work.hand_over(
        referral, "county", ana, to_organization=ben.profile.care_management_organization
    )
    assert hand_overs.accept(HandOver.objects.get(), ben)
    referral.refresh_from_db()
    assert referral.handed_to is None


def test_the_cmo_is_told_by_mail_once_and_nothing_of_the_family(offered, otto, settings):
    settings.SITE_URL = "https://ot.example.org"
    assert (send_due(), send_due()) == (1, 0)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["otto@example.org"], "A family is offered to you")
    assert "https://ot.example.org/admin/" in message.body
    for kept in ("Rosa", "Essex", str(offered.referral), "Mateo"):
        assert kept not in message.body


def test_its_own_address_is_told_where_it_has_one_and_nobody_is_told_waits(offered):
    assert send_due() == 0
    assert not HandOver.objects.due().exists()  # and keeps no other from its turn
    offered.to.notice_email = "o@example.org"
    offered.to.save()
    error = SMTPDataError(550, "no")
    with mock.patch("django.core.mail.EmailMultiAlternatives.send", side_effect=error):
        assert send_due() == 0
    HandOver.objects.all().try_now()
    assert send_due() == 1
    assert mail.outbox[0].to == ["o@example.org"]


def test_a_mail_that_was_refused_for_good_is_shown_and_sent_once_the_address_is_mended(
    client, ana, offered
):
    HandOver.objects.update(rests=True)
    assert send_due() == 0
    said = "Their address refused the mail that tells them"
    assert said in client.get(page_of(offered.referral)).content.decode()
    offered.to.notice_email = "mended@example.org"
    offered.to.save()
    assert said not in client.get(page_of(offered.referral)).content.decode()
    assert send_due() == 1
