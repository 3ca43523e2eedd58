"""Two requests of one family: one is closed as a duplicate, the other goes on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals.board.numbers import Numbers
from referrals.desk import calling, same_family
from referrals.models import Comparison, Referral
from tests.factories import make_referral
from tests.staff_pages import move, page_of

pytestmark = pytest.mark.django_db


def press(client, duplicate, goes_on):
    return client.post(f"/admin/desk/{duplicate.pk}/duplicate-of/{goes_on.pk}/", follow=True)


def story(referral) -> list[str]:
    return [step.detail for step in referral.steps.all()]


def test_one_press_closes_a_duplicate_and_leads_to_the_request_that_goes_on(client, ana):
    goes_on, duplicate = make_referral(), make_referral(due_on="2026-01-02")
    button = f"Close this one as a duplicate of {goes_on}"
    assert button in client.get(page_of(duplicate)).content.decode()
    done = press(client, duplicate, goes_on)
    assert done.redirect_chain[-1][0] == page_of(goes_on)
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.close_reason) == ("closed", "duplicate")
    assert story(duplicate) == [
        "New → Closed (Duplicate of another request)",
        f"{goes_on} is of the same family, and goes on",
    ]
    assert story(goes_on) == [f"{duplicate} was closed as a duplicate of this one"]
    assert Comparison.objects.get().same_family
    assert button not in client.get(page_of(duplicate)).content.decode()


def test_a_duplicate_is_given_to_nobody_and_counted_nowhere(client, ana):
    goes_on, duplicate = make_referral(), make_referral(due_on="2026-01-02")
    press(client, duplicate, goes_on)
    assert list(calling.families_for(ana)) == [goes_on]
    today = timezone.localdate()
    counted = Numbers(Referral.objects.all(), today - timedelta(days=7), today, exact=True)
    assert counted.languages == {"es": 1}


def test_what_cannot_wait_in_a_duplicate_cannot_wait_in_the_request_that_goes_on(client, ana):
    earlier = timezone.localdate() + timedelta(days=1)
    goes_on = make_referral()
    press(client, make_referral(may_be_urgent=True, due_on=earlier, due_on_told=True), goes_on)
    goes_on.refresh_from_db()
    assert (goes_on.may_be_urgent, goes_on.promised_day) == (True, earlier)
    press(client, make_referral(), goes_on)
    goes_on.refresh_from_db()
    assert (goes_on.may_be_urgent, goes_on.promised_day) == (True, earlier)
    press(client, make_referral(status="in_touch", due_on="2026-01-02"), goes_on)
    goes_on.refresh_from_db()
    assert goes_on.due_on == earlier  # the family was reached by the day of that one


def test_a_duplicate_can_be_taken_up_again(client, ana):
    goes_on, duplicate = make_referral(), make_referral()
    press(client, duplicate, goes_on)
    assert move(client, duplicate, status="in_touch").status_code == 302
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.close_reason) == ("in_touch", "")


@pytest.mark.parametrize("hidden_one", ["duplicate", "goes_on"])
def test_nobody_closes_or_names_a_request_that_they_may_not_see(client, ben, hidden_one):
    client.force_login(ben)
    counties = {"duplicate": "essex", "goes_on": "essex"} | {hidden_one: "ocean"}
    made = {name: make_referral(county_id=county) for name, county in counties.items()}
    assert press(client, made["duplicate"], made["goes_on"]).status_code == 404
    assert not Referral.objects.closed().exists()


@pytest.mark.parametrize(
    "other", [{"phone": "9735550101"}, {"status": "closed"}, {"suspected": True}]
)
def test_a_request_is_no_duplicate_of_another_family_or_of_one_that_nobody_calls(
    client, ana, other
):
    one, other = make_referral(), make_referral(**other)
    press(client, one, other)
    one.refresh_from_db()
    assert one.status == "new"
    assert not one.steps.exists()


def test_of_two_who_close_each_as_a_duplicate_of_the_other_one_is_refused(ana, ben):
    one, other = make_referral(), make_referral()
    theirs = Referral.objects.get(pk=one.pk), Referral.objects.get(pk=other.pk)
    same_family.close_as_duplicate(one, other, ana)
    with pytest.raises(ValueError, match="closed already"):
        same_family.close_as_duplicate(theirs[1], Referral.objects.get(pk=one.pk), ben)
    assert Referral.objects.open().get() == other


def test_a_request_that_a_colleague_is_reaching_is_not_closed_under_them(client, ana, ben):
    held = make_referral()
    assert calling.give_next_to(ben) == held
    refused = press(client, held, make_referral())
    assert "ben is reaching this family right now" in refused.content.decode()
    assert Referral.objects.open().count() == 2


def test_nobody_chooses_the_reason_of_a_duplicate_in_the_form(client, ana):
    page = client.get(page_of(make_referral())).content.decode()
    assert "Not for us" in page
    assert 'value="duplicate"' not in page
