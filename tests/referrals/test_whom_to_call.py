"""Whom the desk calls, at which numbers, and whether it may leave a message."""

import pytest
from bs4 import BeautifulSoup

from referrals.models import Referral
from tests.factories import make_referral
from tests.referrals.sending import errors, send

pytestmark = pytest.mark.django_db

ASKED_FOR_A_FAMILY = {
    "relationship": "professional",
    "family_name": "Ana Díaz",
    "family_knows": "on",
    "second_phone": "973.555.0124 ext 5",
    "leave_message": "first_name",
    "contact_notes": "Deaf: use 711 relay.",
}


def shown_on_the_call(client, referral) -> dict[str, str]:
    client.post(f"/admin/desk/{referral.pk}/reveal/", {"reason": "call"})
    page = BeautifulSoup(client.get(f"/admin/desk/{referral.pk}/call/").content, "lxml")
    return {
        row.dt.text.strip(): " ".join(row.dd.text.split()) for row in page.select(".facts > div")
    }


def test_what_makes_a_family_easier_to_reach_is_stored_as_it_was_meant(client, answers):
    assert send(client, answers | ASKED_FOR_A_FAMILY).status_code == 303
    referral = Referral.objects.get()
    assert (referral.family_name, referral.family_knows) == ("Ana Díaz", True)
    assert referral.second_phone == "9735550124x5"
    assert (referral.leave_message, referral.contact_notes) == (
        "first_name",
        "Deaf: use 711 relay.",
    )


def test_none_of_it_is_needed_by_a_parent(client, answers):
    assert send(client, answers).status_code == 303
    referral = Referral.objects.get()
    assert not any(getattr(referral, name) for name in ASKED_FOR_A_FAMILY if name != "relationship")


@pytest.mark.parametrize(
    ("changes", "ask"),
    [
        ({"relationship": "professional"}, "Enter the name of the parent or guardian to call"),
        (
            {"relationship": "professional", "family_name": "\u200b"},
            "Enter the name of the parent or guardian to call",
        ),
        ({"family_name": "a" * 101}, "Shorten this to 100 characters; it has 101"),
        ({"second_phone": "555"}, "Enter a US phone number with 10 digits, area code first"),
        ({"second_phone": "9" * 10_000}, "Shorten this to 60 characters; it has 10000"),
        ({"leave_message": "maybe"}, "Choose whether we may leave a message, or nothing"),
        ({"contact_notes": "a" * 201}, "Shorten this to 200 characters; it has 201"),
    ],
    ids=str,
)
def test_a_mistake_in_it_is_answered_with_what_to_do(client, answers, changes, ask):
    response = send(client, answers | changes)
    assert response.status_code == 422
    assert errors(response) == [ask]
    form = response.context["form"]
    assert all(form[name].value() == typed for name, typed in changes.items())
    assert not Referral.objects.exists()


def test_who_calls_asks_for_the_family_and_not_for_the_professional(client, ana):
    referral = make_referral(
        caregiver_name="Dr. Lee",
        relationship="professional",
        family_name="Ana Díaz",
        second_phone="9735550124",
        leave_message="first_name",
        contact_notes="Use relay.",
    )
    shown = shown_on_the_call(client, referral)
    assert shown["Ask for"].startswith("Ana Díaz")
    assert shown["Sent by"].startswith("Dr. Lee")
    assert shown["The family knows"].startswith("Not said")
    assert shown["May we leave a message?"] == "Only your first name and your number"
    assert shown["Makes it easier"] == "Use relay."
    assert shown["Second number"] == "973-555-0124"


def test_a_name_that_a_parent_put_there_by_mistake_does_not_change_whom_to_ask_for(client, ana):
    shown = shown_on_the_call(client, make_referral(family_name="The Núñez family"))
    assert shown["Ask for"] == "Rosa Núñez (parent)"
    assert shown["Family"] == "The Núñez family"


def test_a_family_is_found_by_its_second_number(client, ana):
    referral = make_referral(second_phone="9735550124x5")
    first = make_referral(phone="9735550124")
    page = client.post(
        "/admin/desk/search/", {"q": "(973) 555-0124", "reason": "call"}
    ).content.decode()
    assert str(referral) in page
    assert str(first) in page
    assert list(first.look_alikes(ana)) == [referral]
    assert list(referral.look_alikes(ana)) == [first]


def test_it_is_erased_with_the_rest():
    referral = make_referral(
        status="closed",
        **{
            name: True if name == "family_knows" else text
            for name, text in ASKED_FOR_A_FAMILY.items()
        }
        | {"second_phone": "9735550124"},
    )
    referral.empty()
    stub = Referral.objects.get()
    assert not any(getattr(stub, name) for name in ASKED_FOR_A_FAMILY)
    assert not stub.second_phone_hash
