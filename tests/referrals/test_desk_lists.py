"""How a family is found again, and what the lists say."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.utils import timezone

from referrals.models import Comparison, Referral, StaffProfile
from services.models import County
from tests.factories import make_referral
from tests.referrals.test_looks import looks
from tests.staff_pages import FAMILY, REFERRALS, page_of

pytestmark = pytest.mark.django_db


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
    found = client.post(path, {"q": typed, "reason": "family_called"})
    assert found["Location"] == page_of(referral)


def test_one_family_that_is_found_is_shown_with_the_reason_that_was_given_once(client, ana):
    referral = make_referral(**FAMILY)
    asked = {"q": "201 555 0123", "reason": "family_called"}
    page = client.post("/admin/desk/search/", asked, follow=True).content.decode()
    assert "Rosa Núñez" in page
    assert [one[1:] for one in looks()] == [
        ("searched", "", "family_called"),
        ("revealed", str(referral), "family_called"),
    ]


def test_of_several_that_are_found_none_is_shown(client, ana):
    for _ in range(2):
        make_referral(**FAMILY)
    asked = {"q": "201 555 0123", "reason": "family_called"}
    page = client.post("/admin/desk/search/", asked).content.decode()
    assert "Found: 2" in page
    assert "Rosa" not in page
    assert [one[1] for one in looks()] == ["searched"]


def test_an_address_that_was_stored_with_a_sign_nobody_sees_is_found(client, ana):
    referral = make_referral(email="zora@exam\u200bple.org")
    search = {"q": "zora@example.org", "reason": "call"}
    assert client.post("/admin/desk/search/", search)["Location"] == page_of(referral)


def test_a_search_for_a_part_is_answered_with_what_to_type(client, ana):
    response = client.post("/admin/desk/search/", {"q": "Rosa", "reason": "call"})
    assert response.status_code == 422
    assert "Enter a whole reference" in response.content.decode()
    assert client.get("/admin/desk/search/?q=Rosa").context["found"] is None


def test_a_list_counts_no_further_than_anybody_leafs(client, ana, monkeypatch):
    monkeypatch.setattr("referrals.admin.paginator.COUNTED_AT_MOST", 3)
    for _ in range(6):
        make_referral()
    page = client.get(REFERRALS)
    assert page.context["cl"].result_count == 4
    assert "There are more than these pages show" in page.content.decode()
    monkeypatch.setattr("referrals.admin.paginator.COUNTED_AT_MOST", 6)
    assert "There are more than" not in client.get(REFERRALS).content.decode()


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
    page = client.get(f"{REFERRALS}?taken=nobody&status__exact=all")
    assert [one.pk for one in page.context["cl"].result_list] == [open_one.pk]


def test_a_list_marks_the_order_that_it_has_and_offers_others_for_what_is_open(client, ana):
    make_referral()
    make_referral().move_to("closed", "declined")
    offered = {}
    for status in ("new", "closed", "all"):
        address = f"{REFERRALS}?status__exact={status}"
        page = BeautifulSoup(client.get(address).content, "lxml")
        columns = page.select("th.sortable")
        offered[status] = {one.select_one(".text").text: one["class"] for one in columns}
    assert offered["closed"] == offered["all"] == {}
    assert {"County", "Status", "Taken by"} < set(offered["new"])
    in_order = {name for name, classes in offered["new"].items() if "sorted" in classes}
    assert in_order == {"Answer by", "Received"}


def counties_to_filter_by(client) -> list[str]:
    page = BeautifulSoup(client.get(REFERRALS).content, "lxml")
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
    page = client.get(REFERRALS)
    assert page.context["cl"].queryset.first() == late
    assert page.content.decode().count("overdue</b>") == 2
