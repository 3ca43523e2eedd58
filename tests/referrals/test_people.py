"""Colleagues are named as people, and what they look at is one look."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from referrals.desk import work
from referrals.models import Look
from referrals.models.people import described, name_of
from services.models import County
from tests.factories import make_referral, works_for
from tests.staff_pages import REFERRALS, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(ben):
    """Ben’s account, with a full name and two languages."""
    ben.first_name, ben.last_name = "Rosa", "Vega"
    ben.save()
    works_for(ben, County.objects.get(pk="essex").care_management_organization)
    ben.profile.languages = ["en", "es"]
    ben.profile.save()
    return ben


def test_a_colleague_is_chosen_by_name_languages_and_cmo(client, ana, rosa):
    page = client.get(f"/admin/desk/{make_referral().pk}/hand-over/")
    options = BeautifulSoup(page.content, "lxml").select("#id_to_person option")
    shown = {option.text for option in options}
    cmo = rosa.profile.care_management_organization
    assert f"Rosa Vega (English, Spanish; {cmo})" in shown
    assert "intake-coordinator (NJCMO)" in shown


def test_pages_and_lists_name_people_and_not_accounts(client, ana, rosa):
    referral = make_referral()
    work.take(referral, rosa)
    work.hand_over(referral, "language", rosa, to_person=rosa)
    for path in (page_of(referral), REFERRALS, f"/admin/desk/{referral.pk}/hand-over/"):
        page = client.get(path).content.decode()
        assert "Rosa Vega" in page, path
        assert "ben" not in BeautifulSoup(page, "lxml").select_one("#content").get_text().split()
    assert "to Rosa Vega" in referral.steps.last().detail


def test_who_has_said_no_name_is_named_by_the_account(ana):
    assert name_of(ana) == "intake-coordinator"
    assert described(ana) == "intake-coordinator (NJCMO)"
    assert name_of(None) == ""


def test_opening_a_family_again_within_a_quarter_of_an_hour_is_one_look(client, ana, staff):
    referral, other = make_referral(), make_referral()
    for one in (referral, referral, other):
        client.get(page_of(one))
    assert Look.objects.count() == 2
    Look.objects.update(at=timezone.now() - timedelta(minutes=16))
    client.get(page_of(referral))
    assert Look.objects.filter(referral=referral).count() == 2
    client.force_login(staff("supervisor"))
    client.get(page_of(referral))
    assert Look.objects.filter(referral=referral).count() == 3
