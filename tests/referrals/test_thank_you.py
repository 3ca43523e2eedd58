"""One request, one reference; who sees it, and how it is taken back."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from referrals.families import opened_page
from referrals.families.views import REFERENCE_SHOWN_FOR
from referrals.models import ConsentWords, Notice, Referral
from referrals.references import CHARACTERS
from services.models import ContactDetails
from tests.referrals.sending import send

pytestmark = pytest.mark.django_db


def test_the_thank_you_page_shows_the_reference(client, answers):
    send(client, answers)
    page = client.get("/get-help/thank-you/").content.decode()
    reference = Referral.objects.get().reference
    assert f"{reference[:4]}-{reference[4:]}" in page
    assert set(reference) <= set(CHARACTERS)


def test_the_reference_is_shown_to_nobody_else(client, answers):
    send(client, answers)
    page = Client().get("/get-help/thank-you/")
    assert page.status_code == 200
    assert str(Referral.objects.get()) not in page.content.decode()
    assert "1-888-653-4463" in page.content.decode()


def test_the_reference_is_shown_for_half_an_hour(client, answers, monkeypatch):
    send(client, answers)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert str(Referral.objects.get()) not in client.get("/get-help/thank-you/").content.decode()


def test_one_page_sent_twice_is_one_referral_with_one_reference(client, answers):
    send(client, answers)
    first = client.get("/get-help/thank-you/").context["referral"]
    send(client, answers | {"message": "Corrected."})
    assert Referral.objects.get() == first == client.get("/get-help/thank-you/").context["referral"]
    assert Notice.objects.filter(audience="intake").count() == 1


def page_of(client) -> dict:
    """What the form that a browser opens says of itself."""
    form = client.get("/get-help/").context["form"]
    return {name: str(form[name].value()) for name in ("page_number", "page_opened")}


def shown_to(client) -> str:
    return client.get("/get-help/thank-you/").content.decode()


def test_a_family_whose_answer_got_lost_sends_again_and_sees_its_reference(client, answers):
    page = page_of(client)
    send(client, answers | page)
    del client.cookies["sessionid"]  # the answer that brought it never came
    send(client, answers | page)
    assert str(Referral.objects.get()) in shown_to(client)


def test_an_old_page_in_another_browser_gives_neither_the_reference_nor_the_right_to_take_back(
    client, answers
):
    page = page_of(client)
    send(client, answers | page)
    other = Client()
    page_of(other)
    for path in ("/get-help/", "/es/get-help/"):
        assert other.post(path, answers | page | {"message": "Changed."}).status_code == 303
    told = shown_to(other)
    assert str(Referral.objects.get()) not in told
    assert "We have this request already" in told
    assert "did not see one" not in told
    other.post("/get-help/thank-you/")
    assert Referral.objects.get().caregiver_name == "Rosa Núñez"


def test_an_old_page_gives_no_second_half_hour(client, answers, monkeypatch):
    page = page_of(client)
    send(client, answers | page)
    now = timezone.now()
    for minutes, shown in ((20, True), (31, False)):
        later = now + timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: later)
        send(client, answers | page)
        assert (str(Referral.objects.get()) in shown_to(client)) is shown
    client.post("/get-help/thank-you/")
    assert Referral.objects.get().caregiver_name == "Rosa Núñez"


def test_who_goes_back_and_corrects_is_told_that_the_first_request_stands(client, answers):
    told = "We have your first request"
    send(client, answers)
    send(client, answers)
    assert told not in client.get("/get-help/thank-you/").content.decode()
    ContactDetails.objects.create(id=1, phone="609-555-0100")
    send(client, answers | {"phone": "201-555-0199"})
    page = client.get("/get-help/thank-you/").content.decode()
    assert told in page
    assert str(Referral.objects.get()) in page
    assert 'href="tel:6095550100"' in page
    assert Referral.objects.get().phone == "2015550123"


def test_each_page_has_its_own_number_and_keeps_it_when_redrawn(client, answers):
    numbers = {client.get("/get-help/").context["form"]["page_number"].value() for _ in range(3)}
    assert len(numbers) == 3
    redrawn = send(client, answers | {"caregiver_name": ""}).context["form"]
    assert redrawn["page_number"].value() == answers["page_number"]


@pytest.mark.parametrize("number", ["", "1", "not a number"])
def test_a_request_without_the_page_s_number_is_stored_and_set_apart(client, answers, number):
    assert send(client, answers | {"page_number": number}).status_code == 303
    assert Referral.objects.get().suspected
    assert not Notice.objects.exists()


def test_what_comes_sooner_than_a_person_could_send_it_is_thanked_and_set_apart(client, answers):
    opened = opened_page.sign(answers["page_number"])
    assert send(client, answers | {"page_opened": opened}).status_code == 303
    set_apart(client)


def test_the_time_of_one_page_does_not_serve_for_another(client, answers):
    assert send(client, answers | {"page_number": str(uuid.uuid4())}).status_code == 303
    set_apart(client)


def test_a_program_that_fills_in_the_trap_is_thanked_and_set_apart(client, answers):
    assert send(client, answers | {"website": "https://spam.example"}).status_code == 303
    set_apart(client)


def set_apart(client):
    referral = Referral.objects.get()
    assert referral.suspected
    assert str(referral) in client.get("/get-help/thank-you/").content.decode()
    assert not Notice.objects.exists()


def test_a_form_that_comes_back_with_a_mistake_remembers_when_it_was_opened(client, answers):
    response = send(client, answers | {"phone": ""})
    hidden = response.context["form"]["page_opened"].value()
    assert hidden == answers["page_opened"]


def test_the_words_that_were_shown_are_kept_when_newer_ones_came_meanwhile(client, answers):
    shown = client.get("/es/get-help/").context["form"]["consent_version"].value()
    ConsentWords.objects.create(words_en="New words.", words_es="Palabras nuevas.")
    client.post("/es/get-help/", answers | {"consent_version": shown})
    send(client, answers | {"page_number": str(uuid.uuid4())})
    new, old = Referral.objects.all()
    assert old.consent_words.startswith("El personal de NJCMO")
    assert (old.consent_version, old.consent_language) == ("2026-11", "es")
    assert (new.consent_words, new.consent_language) == ("New words.", "en")


def test_a_family_takes_its_request_back_on_the_page_that_thanks_it(client, answers):
    send(client, answers)
    assert client.post("/get-help/thank-you/").status_code == 303
    stub = Referral.objects.get()
    assert (stub.caregiver_name, stub.close_reason) == ("", "withdrawn")
    page = client.get("/get-help/thank-you/").content.decode()
    assert "Your request was taken back" in page
    assert str(stub) in page


def test_a_family_may_take_back_what_staff_have_closed_meanwhile(client, answers):
    send(client, answers)
    Referral.objects.get().move_to("closed", "not_for_us")
    client.post("/get-help/thank-you/")
    client.post("/get-help/thank-you/")
    assert Referral.objects.get().close_reason == "withdrawn"


def test_nobody_else_can_take_a_request_back(client, answers, monkeypatch):
    send(client, answers)
    assert Client().post("/get-help/thank-you/").status_code == 303
    forged = Client(enforce_csrf_checks=True)
    forged.cookies["sessionid"] = client.cookies["sessionid"].value
    assert forged.post("/get-help/thank-you/").status_code == 403
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.post("/get-help/thank-you/")
    assert Referral.objects.get().caregiver_name == "Rosa Núñez"


def test_who_comes_back_to_the_form_reads_that_the_first_request_is_here(client, answers):
    send(client, answers)
    page = client.get("/get-help/").content.decode()
    assert "We have your first request" in page
    assert str(Referral.objects.get()) in page
    assert "We have your first request" not in Client().get("/get-help/").content.decode()
    client.post("/get-help/thank-you/")
    assert "We have your first request" not in client.get("/get-help/").content.decode()


@pytest.mark.parametrize(("relationship", "told"), [("professional", 1), ("parent", 0)])
def test_who_helps_a_family_reads_who_will_be_called(client, answers, relationship, told):
    send(client, answers | {"relationship": relationship, "family_name": "Ana Díaz"})
    page = client.get("/get-help/thank-you/").content.decode()
    assert page.count("We contact only the number that you gave") == told


def test_a_reference_that_is_taken_is_not_given_twice(client, answers, monkeypatch):
    send(client, answers)
    taken = Referral.objects.get().reference
    field = Referral._meta.get_field("reference")
    monkeypatch.setattr(field, "_get_default", lambda: taken)
    send(client, answers | {"page_number": "3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6c"})
    assert Referral.objects.count() == 2


def test_a_request_sent_again_after_it_was_taken_back_is_a_new_one(client, answers):
    send(client, answers)
    first = Referral.objects.get()
    first.move_to("closed", "withdrawn")
    page = client.get("/get-help/thank-you/").content.decode()
    assert "Your request was taken back" in page
    send(client, answers)
    assert Referral.objects.exclude(pk=first.pk).get().caregiver_name == "Rosa Núñez"


@pytest.mark.parametrize(
    ("path", "words"), [("/privacy/", " minutes"), ("/es/privacy/", " minutos")]
)
def test_the_privacy_statement_says_for_how_long_a_browser_knows_the_reference(client, path, words):
    minutes = REFERENCE_SHOWN_FOR // timedelta(minutes=1)
    told = " ".join(client.get(path).content.decode().split())
    assert re.findall(rf"(\d+){words}", told) == [str(minutes)] * 2
