"""All answers on one page before they are sent: nothing is stored, nothing is in an address."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from referrals.models import Referral
from tests.referrals.sending import errors, send

pytestmark = pytest.mark.django_db

CHECK = {"check": "yes"}


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def goes_along(response) -> dict[str, list[str]]:
    """What the buttons of the page send with them."""
    sent: dict[str, list[str]] = {}
    for field in page_of(response).select("form#ask [type=hidden]"):
        sent.setdefault(field["name"], []).append(field["value"])
    return sent


def shown(response) -> dict[str, str]:
    page = page_of(response)
    return {
        row.get_text(): " ".join(row.find_next_sibling("dd").span.get_text(" ").split())
        for row in page.select("main dt")
    }


def test_a_family_looks_at_its_answers_and_nothing_is_stored(client, answers):
    response = send(client, answers | CHECK | {"message": "Socks.\r\nHaircuts."})
    assert response.status_code == 200
    assert not Referral.objects.exists()
    said = shown(response)
    assert said["Your name"] == "Rosa Núñez"
    assert said["You are the child’s…"] == "Parent"
    assert said["Phone number"] == "201-555-0123"
    assert said["County where the child lives"] == "Essex"
    assert said["What is on your mind?"] == "Autism; Sensory issues"
    assert said["Anything you want us to know"] == "Socks. Haircuts."
    page = page_of(response)
    assert "Not answered: May we leave a message?" in page.main.get_text()
    assert "You may call me" not in page.main.get_text()
    assert response.context["form"].consent_words.words in page.main.get_text()
    assert "no-store" in response["Cache-Control"]


def test_what_is_sent_from_there_is_what_was_typed_once(client, answers):
    typed = answers | {
        "message": "Socks.\r\nHaircuts.",
        "relationship": "professional",
        "family_name": "Ana Díaz",
        "family_knows": "on",
    }
    kept = goes_along(send(client, typed | CHECK))
    assert send(client, kept).status_code == 303
    referral = Referral.objects.get()
    assert (referral.message, referral.concerns) == (
        "Socks.\nHaircuts.",
        ["autism", "sensory-issues"],
    )
    assert (referral.family_name, referral.family_knows) == ("Ana Díaz", True)
    assert str(referral.page_number) == answers["page_number"]
    assert not referral.suspected
    assert send(client, typed).status_code == 303
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "control"), [("phone", "id_phone"), ("relationship", "id_relationship_0")]
)
def test_each_answer_is_changed_on_the_form_by_the_same_post(client, answers, name, control):
    response = send(client, answers | CHECK)
    button = page_of(response).select_one(f"button[name=change][value={name}]")
    assert button["formaction"] == f"/get-help/#{control}"
    form = send(client, goes_along(response) | {"change": name})
    assert form.status_code == 200
    assert page_of(form).find(id=control)["name"] == name
    for field, typed in (answers | {"consent": "True"}).items():
        assert (form.context["form"][field].value() or "") == typed
    assert not Referral.objects.exists()


def test_a_box_that_was_not_checked_is_not_checked_after_a_change(client, answers):
    kept = goes_along(send(client, answers | CHECK))
    assert not page_of(send(client, kept | {"change": "all"})).select(
        "[name=family_knows][checked]"
    )


def test_what_cannot_be_sent_cannot_be_looked_at_either(client, answers):
    response = send(client, answers | CHECK | {"phone": "12"})
    assert response.status_code == 422
    assert errors(response) == ["Enter a US phone number with 10 digits, area code first"]


def test_the_page_is_the_same_in_the_other_language(client, answers):
    kept = goes_along(send(client, answers | CHECK))
    spanish = client.post("/es/get-help/", kept | {"switch_language": "es"})
    assert spanish.status_code == 200
    assert shown(spanish)["Su nombre"] == "Rosa Núñez"
    assert goes_along(spanish).keys() == kept.keys()
    assert client.post("/es/get-help/", goes_along(spanish)).status_code == 303
    assert Referral.objects.get().consent_language == "es"


def test_without_the_token_of_this_browser_the_form_comes_back_instead(answers):
    client = Client(enforce_csrf_checks=True)
    response = send(client, answers | CHECK)
    assert response.status_code == 422
    assert "consent" in response.context["form"].errors
    assert response.context["form"]["message"].value() == answers["message"]


@pytest.mark.parametrize("typed", ["<script>x</script>", "{{ 7|add:1 }}", '"><b>'])
def test_whatever_was_typed_is_shown_as_text(client, answers, typed):
    response = send(client, answers | CHECK | {"message": typed, "contact_notes": typed})
    assert shown(response)["Anything you want us to know"] == " ".join(typed.split())
    assert not page_of(response).select("main script, main dd b")
