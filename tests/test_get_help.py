"""The request form, from the browser's side of the wire."""

import re
import unicodedata
import uuid
from datetime import date, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from referrals.families import opened_page
from referrals.families.form import ReferralForm
from referrals.families.views import REFERENCE_SHOWN_FOR
from referrals.models import ConsentWords, IntakeSettings, Notice, Referral
from referrals.references import CHARACTERS
from services.models import ContactDetails

pytestmark = pytest.mark.django_db

OURS = {"headers": {"sec-fetch-site": "same-origin"}}


def send(client, answers):
    return client.post("/get-help/", answers)


def errors(response) -> list[str]:
    return [error for messages in response.context["form"].errors.values() for error in messages]


def test_an_accepted_request_is_stored_as_it_was_meant(client, answers):
    response = send(client, answers)

    assert (response.status_code, response["Location"]) == (303, "/get-help/thank-you/")
    referral = Referral.objects.get()
    assert referral.caregiver_name == "Rosa Núñez"
    assert referral.phone == "2015550123"
    assert referral.email == "rosa@example.org"
    assert referral.county.slug == "essex"
    assert referral.concerns == ["autism", "sensory-issues"]
    assert referral.message == "Haircuts are hard."
    assert (referral.status, referral.suspected, referral.page_language) == ("new", False, "en")


def test_consent_is_kept_in_the_words_that_the_family_read(client, answers):
    page = client.get("/get-help/").content.decode()
    send(client, answers)
    referral = Referral.objects.get()
    assert referral.consent_words in page
    assert (referral.consent_version, referral.consent_language) == ("2026-11", "en")
    assert referral.consented_at


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


def test_a_refused_request_keeps_what_was_typed_and_stores_nothing(client, answers):
    response = send(client, answers | {"phone": "973 24", "child_age": ""})

    assert response.status_code == 422
    assert not Referral.objects.exists()
    form = response.context["form"]
    for name, value in (answers | {"phone": "973 24", "child_age": ""}).items():
        assert form[name].value() == (True if name == "consent" else value)
    page = response.content.decode()
    assert "<title>Error:" in page
    assert "2 things need another look" in page


def test_every_error_of_the_summary_leads_to_a_control(client):
    page = send(client, {}).content.decode()
    summary = page[page.index('id="errors"') : page.index('<form class="form"')]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == 7
    for target in targets:
        control = re.search(rf'<(input|select|textarea)[^>]* id="{target}"', page)
        assert control, f"{target} is no control"


def test_a_field_in_error_names_its_message_to_screen_readers(client, answers):
    page = send(client, answers | {"caregiver_name": ""}).content.decode()
    control = re.search(r'<input[^>]*name="caregiver_name"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in control
    for part in re.search(r'aria-describedby="([^"]+)"', control)[1].split():
        assert f'id="{part}"' in page


@pytest.mark.parametrize(
    ("changes", "ask"),
    [
        ({"caregiver_name": ""}, "Enter your name"),
        ({"caregiver_name": " \u202e\u0007 "}, "Enter your name"),
        ({"caregiver_name": "\u200b"}, "Enter your name"),
        ({"caregiver_name": "\u3164\u200d \u2800\ufe0f\u00a0\U000e0041"}, "Enter your name"),
        ({"relationship": ""}, "Choose who you are to the child"),
        ({"relationship": "stranger"}, "Choose who you are to the child"),
        ({"contact_method": ""}, "Choose how we should contact you"),
        ({"contact_method": "phone", "phone": ""}, "Enter the phone number that we should"),
        ({"contact_method": "text", "phone": ""}, "Enter the phone number that we should"),
        ({"phone": "555-0123"}, "Enter a US phone number with 10 digits, area code first"),
        ({"contact_method": "email", "email": ""}, "Enter the e-mail address that we should"),
        ({"email": "rosa at example"}, "Enter an e-mail address, such as name@example.org"),
        ({"email": "root@localhost"}, "Enter an e-mail address, such as"),
        ({"email": "x@[127.0.0.1]"}, "Enter an e-mail address, such as"),
        ({"email": f"x@{'ä' * 61}.com"}, "Enter an e-mail address, such as"),
        ({"email": "=?utf-8?q?a=2cb?=@example.org"}, "Enter an e-mail address, such as"),
        ({"email": "rosa@example.org\nBcc: x@y.org"}, "Enter an e-mail address, such as"),
        ({"best_time": "midnight"}, "Choose one of these times, or none"),
        ({"preferred_language": ""}, "Choose the language that you prefer"),
        ({"preferred_language": "other"}, "Enter the language that you prefer"),
        (
            {"preferred_language": "other", "language_other": "\u200b"},
            "Enter the language that you prefer",
        ),
        ({"county": ""}, "Choose the county where the child lives"),
        ({"county": "kings"}, "Choose the county where the child lives"),
        ({"county": "\x00"}, "Choose the county where the child lives"),
        ({"child_age": ""}, "Choose your child’s age"),
        ({"concerns": ["autism", "money"]}, "Check only what is in this list"),
        ({"consent": ""}, "Check the box so that we may contact you"),
    ],
    ids=str,
)
def test_a_mistake_is_answered_with_what_to_do(client, answers, changes, ask):
    response = send(client, answers | changes)
    assert response.status_code == 422
    assert len(errors(response)) == 1
    assert errors(response)[0].startswith(ask)
    assert not Referral.objects.exists()


def test_the_phone_may_be_left_out_by_those_who_chose_e_mail(client, answers):
    assert send(client, answers | {"contact_method": "email", "phone": ""}).status_code == 303
    referral = Referral.objects.get()
    assert (referral.phone, referral.email) == ("", "rosa@example.org")


@pytest.mark.parametrize(
    ("name", "limit"),
    [("caregiver_name", 100), ("child_first_name", 60), ("language_other", 60), ("message", 2000)],
)
def test_ten_thousand_characters_are_refused_with_the_limit(client, answers, name, limit):
    response = send(client, answers | {name: "a" * 10_000})
    assert response.status_code == 422
    assert errors(response) == [f"Shorten this to {limit} characters; it has 10000"]
    assert "a" * 10_000 in response.content.decode()


def test_no_browser_cuts_what_is_too_long(client):
    assert "maxlength" not in client.get("/get-help/").content.decode()


def test_a_line_break_counts_as_one_character(client, answers):
    message = "\r\n".join(["a" * 99] * 20)  # 1,980 letters and 19 line breaks
    assert send(client, answers | {"message": message}).status_code == 303
    assert Referral.objects.get().message == message.replace("\r\n", "\n")


def test_control_and_override_characters_are_dropped_and_joiners_kept(client, answers):
    send(client, answers | {"caregiver_name": "\u202eمی\u200cخواهم\x00\x1b\u2066\ufeff"})
    assert Referral.objects.get().caregiver_name == "می\u200cخواهم"


def test_what_nobody_sees_in_a_phone_or_an_e_mail_is_no_mistake_and_not_stored(client, answers):
    pasted = {"phone": "\u200e201-555-0123\ufeff", "email": "zora@exam\u200bple.org\u2060"}
    assert send(client, answers | pasted).status_code == 303
    referral = Referral.objects.get()
    assert (referral.phone, referral.email) == ("2015550123", "zora@example.org")


@pytest.mark.parametrize(
    "typed", ["o’brien@exa‑mple.org", "o´brien@exa–mple.org", "o'brien@exa-mple.org."]
)
def test_the_signs_that_keyboards_put_into_an_address_are_taken_as_plain_ones(
    client, answers, typed
):
    assert send(client, answers | {"email": typed}).status_code == 303
    assert Referral.objects.get().email == "o'brien@exa-mple.org"


def test_a_line_break_of_a_word_processor_is_one_and_in_a_name_a_space(client, answers):
    typed = {"message": "homework\x0bsocks", "caregiver_name": "Rosa\x0bNúñez"}
    assert send(client, answers | typed).status_code == 303
    referral = Referral.objects.get()
    assert (referral.message, referral.caregiver_name) == ("homework\nsocks", "Rosa Núñez")


def test_what_is_typed_runs_in_the_direction_of_its_letters(client):
    page = BeautifulSoup(client.get("/get-help/").content, "html.parser").select_one("form.form")
    fields = page.select("textarea, input[type=text], input[type=tel], input[type=email]")
    assert len(fields) >= 6
    assert all(field["dir"] == "auto" for field in fields)
    searched = client.get("/search/?q=שלום").content.decode()
    assert '<input id="search-words" name="q" type="search" dir="auto" value="שלום"' in searched


def test_nothing_is_chosen_beforehand(client):
    form = client.get("/get-help/").context["form"]
    chosen = {field.name for field in form if field.value()}
    assert chosen == {"page_number", "page_opened", "consent_version"}


def test_an_address_fills_in_three_fields_and_no_other(client):
    page = client.get(
        "/get-help/?concerns=autism&concerns=adhd&concerns=x&county=essex&child_age=6_to_8"
        "&caregiver_name=Mallory&consent=on&message=hi&page_number=1"
    )
    form = page.context["form"]
    assert form["concerns"].value() == ["autism", "adhd"]
    assert form["county"].value() == "essex"
    assert form["child_age"].value() == "6_to_8"
    assert not any(form[name].value() for name in ("caregiver_name", "consent", "message"))
    assert "Mallory" not in page.content.decode()


@pytest.mark.parametrize(
    "query", ["county=%01", "county=%ff&concerns=%ed%a0%80", "child_age=9" * 50]
)
def test_an_address_with_rubbish_in_it_shows_the_empty_form(client, query):
    response = client.get(f"/get-help/?{query}")
    assert response.status_code == 200
    form = response.context["form"]
    assert not any(form[name].value() for name in ("county", "child_age", "concerns"))


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
    send(client, answers | {"relationship": relationship})
    page = client.get("/get-help/thank-you/").content.decode()
    assert page.count("We contact only the number that you gave") == told


def test_a_reference_that_is_taken_is_not_given_twice(client, answers, monkeypatch):
    send(client, answers)
    taken = Referral.objects.get().reference
    field = Referral._meta.get_field("reference")
    monkeypatch.setattr(field, "_get_default", lambda: taken)
    send(client, answers | {"page_number": "3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6c"})
    assert Referral.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x" * 64, "short"])
def test_a_lost_token_brings_the_filled_form_back_without_the_tick(answers, token):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/get-help/", answers | {"csrfmiddlewaretoken": token})

    assert response.status_code == 422
    assert not Referral.objects.exists()
    form = response.context["form"]
    kept = {name: form[name].value() for name in answers if name != "consent"}
    assert form["consent_version"].value() == "2026-11"
    assert kept == {name: answers[name] for name in kept}
    assert not form["consent"].value()
    assert len(errors(response)) == 1
    assert errors(response)[0].startswith("The page was open for a long time.")
    again = answers | {"csrfmiddlewaretoken": response.context["csrf_token"]}
    assert client.post("/get-help/", again).status_code == 303
    assert not Referral.objects.get().suspected


def test_a_secret_that_was_changed_brings_the_filled_form_back(client, answers, settings):
    settings.SECRET_KEY = "another secret of at least fifty characters, nobody knows it"
    response = send(client, answers)
    assert (response.status_code, Referral.objects.count()) == (422, 0)
    form = response.context["form"]
    assert form["message"].value() == answers["message"]
    assert form["page_number"].value() == answers["page_number"]
    assert not form["consent"].value()
    send(client, answers | {"page_opened": form["page_opened"].value()})
    assert not Referral.objects.get().suspected


def test_another_site_fills_neither_the_trap_nor_whom_to_contact(client, answers):
    foreign = {"Origin": "https://evil.example"}
    checked = Client(enforce_csrf_checks=True)
    response = checked.post("/get-help/", answers | {"website": "x"}, headers=foreign)
    form = response.context["form"]
    assert form["message"].value() == answers["message"]
    assert not any(form[name].value() for name in ("website", "phone", "email", "consent"))


def test_a_form_from_another_site_stores_nothing(answers):
    client = Client(enforce_csrf_checks=True)
    client.get("/get-help/")
    token = client.cookies["csrftoken"].value
    foreign = {"Origin": "https://evil.example"}
    response = client.post("/get-help/", answers | {"csrfmiddlewaretoken": token}, headers=foreign)
    assert response.status_code == 422
    assert not Referral.objects.exists()
    form = response.context["form"]
    assert not form["consent"].value()
    assert form["page_number"].value() != answers["page_number"]


def browser_with_form() -> tuple[Client, dict]:
    client = Client(enforce_csrf_checks=True)
    client.get("/get-help/")
    return client, {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


HIDDEN = [{"headers": {"origin": "null"}}, {"secure": True}]  # over https a missing one counts


@pytest.mark.parametrize("hidden", HIDDEN, ids=["null", "nothing"])
def test_who_hides_where_the_form_stood_reads_so_and_keeps_all_but_the_tick(answers, hidden):
    client, token = browser_with_form()
    for _ in range(2):
        response = client.post("/get-help/", answers | token, **hidden)
        assert response.status_code == 422
        form = response.context["form"]
        kept = {name: form[name].value() for name in answers if name != "consent"}
        assert kept == {name: answers[name] for name in kept}
        assert not form["consent"].value()
        (told,) = errors(response)
        assert "hides which page" in told
        assert "Turn it off for this site, or use another browser" in told
    assert not Referral.objects.exists()


@pytest.mark.parametrize("hidden", HIDDEN, ids=["null", "nothing"])
def test_another_site_that_hides_itself_does_not_fill_in_whom_to_contact(answers, hidden):
    client, _ = browser_with_form()
    response = client.post("/get-help/", answers | {"csrfmiddlewaretoken": "x" * 32}, **hidden)
    form = response.context["form"]
    assert not any(form[name].value() for name in ("phone", "email", "consent"))
    assert form["page_number"].value() != answers["page_number"]
    assert "hides which page" in errors(response)[0]


@pytest.mark.parametrize("hidden", HIDDEN, ids=["null", "nothing"])
def test_a_hidden_origin_is_known_where_the_browser_says_that_the_form_is_ours(answers, hidden):
    client, token = browser_with_form()
    headers = hidden.get("headers", {})
    for path, refused, done in (
        ("/get-help/", 422, Referral.objects.all()),
        ("/get-help/thank-you/", 403, Referral.objects.filter(close_reason="withdrawn")),
    ):
        for site, status, count in (("cross-site", refused, 0), ("same-origin", 303, 1)):
            said = {"headers": headers | {"sec-fetch-site": site}, "secure": "secure" in hidden}
            assert client.post(path, answers | token, **said).status_code == status
            assert done.count() == count
    said = {"headers": headers | OURS["headers"], "secure": "secure" in hidden}
    assert client.post("/get-help/", answers, **said).status_code == 422  # the token is needed


@pytest.mark.parametrize("path", ["/get-help/", "/get-help/thank-you/", "/get-help/leave/"])
def test_no_cache_keeps_a_page_of_the_form(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]


def test_the_page_says_first_what_a_request_is_and_whom_to_call_now(client):
    page = BeautifulSoup(client.get("/get-help/").content, "html.parser")
    before = page.main.get_text().partition(page.find("form", class_="form").get_text())[0]
    for words in (
        "request to be called",
        "does not sign your child up",
        "not an emergency line",
        "may call PerformCare now",
        "nobody watches it around the clock",
        "1-877-652-7624",
    ):
        assert words in before


@pytest.mark.parametrize(
    ("path", "words"),
    [("/get-help/", "does not say “(optional)”"), ("/es/get-help/", "no diga “(opcional)”")],
)
def test_the_form_says_that_unmarked_questions_are_needed(client, path, words):
    for response in (client.get(path), client.post(path)):
        page = BeautifulSoup(response.content, "html.parser")
        assert words in page.find("form", class_="form").find_previous_sibling("p").text


def test_families_read_when_they_hear_from_us_only_if_staff_say_so(client, answers, monkeypatch):
    send(client, answers)
    assert "working day" not in client.get("/get-help/").content.decode()
    assert "hear from us by" not in client.get("/get-help/thank-you/").content.decode()

    friday_evening = datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: friday_evening)
    IntakeSettings.objects.create(id=1, tell_families=True)
    assert (
        "You will hear from us within 2 working days" in client.get("/get-help/").content.decode()
    )
    send(client, answers | {"page_number": "3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6c"})
    assert Referral.objects.earliest("received_at").due_on == date(2026, 11, 24)
    IntakeSettings.objects.update(target_working_days=9, tell_families=False)
    page = client.get("/get-help/thank-you/").content.decode()
    assert "You will hear from us by Tuesday, November 24." in page


def test_a_session_that_somebody_else_planted_does_not_learn_the_reference(client, answers):
    send(client, answers)
    planted = client.cookies["sessionid"].value
    send(client, answers | {"page_number": "3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6c"})
    other = Client()
    other.cookies["sessionid"] = planted
    assert other.get("/get-help/thank-you/").context.get("referral") is None


def test_after_leaving_a_form_that_came_back_is_not_filled_in_again(client, answers):
    """“Back” makes the browser send once more what it had sent before leaving."""
    assert send(client, answers | {"phone": "12"}).status_code == 422
    client.get("/get-help/leave/", **OURS)
    again = send(client, answers | {"phone": "12"})
    assert (again.status_code, again["Location"]) == (303, "/get-help/")
    assert not Referral.objects.exists()
    number = str(uuid.uuid4())
    opened = {"page_number": number, "page_opened": opened_page.sign(number, -2)}
    assert send(client, answers | opened).status_code == 303
    assert Referral.objects.exists()


@pytest.mark.parametrize("left", ["4102444800", "²", "9" * 400, "-1", "1e9", "", "١٢٣"])
def test_a_time_of_leaving_that_this_site_did_not_write_drops_no_request(client, answers, left):
    cookie = f"left={left}".encode().decode("latin-1")  # as it comes over the wire
    response = client.post("/get-help/", answers, headers={"cookie": cookie})
    assert (response.status_code, response["Location"]) == (303, "/get-help/thank-you/")
    assert Referral.objects.exists()


@pytest.mark.parametrize("headers", [OURS["headers"], {"referer": "http://testserver/faq/"}])
def test_leaving_from_a_page_of_ours_forgets_the_session_and_goes_elsewhere(
    client, answers, headers
):
    send(client, answers)
    response = client.get("/get-help/leave/", headers=headers)
    assert response.status_code == 302
    assert not response["Location"].startswith("/")
    assert '"cache"' in response["Clear-Site-Data"]
    assert str(Referral.objects.get()) not in client.get("/get-help/thank-you/").content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "referer": "http://testserver/"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"referer": "http://testserver.evil.example/"},
    ],
)
def test_a_link_to_leaving_on_another_site_is_asked_first(answers, headers):
    client = Client(enforce_csrf_checks=True)
    client.get("/get-help/")
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    send(client, answers | token)
    asked = client.get("/get-help/leave/", headers=headers)
    assert asked.status_code == 200
    assert "left" not in client.cookies
    assert str(Referral.objects.get()) in shown_to(client)

    left = client.post("/get-help/leave/", token)
    assert left.status_code == 200
    assert left["Refresh"].startswith("0; url=https://")
    assert left["Clear-Site-Data"]
    assert client.cookies["left"].value
    assert str(Referral.objects.get()) not in shown_to(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"referer": "http://testserver.evil.example/"},
    ],
)
def test_a_button_on_another_site_is_asked_first(client, answers, headers):
    send(client, answers)
    assert "Refresh" not in client.post("/get-help/leave/", headers=headers)
    assert str(Referral.objects.get()) in shown_to(client)


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "http://testserver"}])
def test_who_hides_where_they_come_from_or_takes_no_cookie_gets_away_as_well(headers):
    left = Client(enforce_csrf_checks=True).post("/get-help/leave/", headers=headers)
    assert left["Refresh"].startswith("0; url=https://")
    # Another site may have pressed it: nothing stays that would drop a form that is open here.
    assert not left.cookies


def test_a_link_on_another_site_signs_nobody_out(client, staff):
    client.force_login(staff())
    client.get("/get-help/leave/", headers={"sec-fetch-site": "cross-site"})
    assert client.get("/admin/").status_code == 200


def test_taking_back_makes_the_browser_forget_what_it_showed(client, answers):
    send(client, answers)
    assert '"cache"' in client.post("/get-help/thank-you/")["Clear-Site-Data"]
    assert "Your request was taken back" in shown_to(client)


def test_an_oversized_body_is_refused_with_a_page(client, answers):
    response = send(client, answers | {"message": "a" * 300_000})
    assert response.status_code == 413
    assert "has not reached us" in response.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe%%%=%zz&caregiver_name=%C3%28", "application/x-www-form-urlencoded"),
        (b"caregiver_name=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"{}", "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"", "text/plain"),
        (
            b"--x\r\nContent-Disposition: form-data; name*=nope''%00\r\n\r\na\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_body_of_rubbish_is_refused_and_stores_nothing(client, body, kind):
    response = client.generic("POST", "/get-help/", body, content_type=kind)
    assert response.status_code in {400, 422}
    assert b"<html" in response.content
    assert not Referral.objects.exists()


ANY_TEXT = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(codec="utf-8", categories=["Cc", "Cf", "Mn", "Lo", "Zl"]), max_size=20),
    st.sampled_from(["\x00", "\r\nBcc: a@b.c", "'\"><script>x</script>", "{{ 7*7 }}", "%s%n"]),
    st.sampled_from(["a" * 101, "a" * 2001, "\r\n" * 1000, "=1+1", "\u202egnp.exe"]),
)
ANSWERS = [name for name in ReferralForm.base_fields if name != "page_number"]
# Who changes more than two answers is nearly always refused.
CHANGES = st.one_of(
    st.dictionaries(st.sampled_from(ANSWERS), ANY_TEXT | st.lists(ANY_TEXT), max_size=most)
    for most in (2, None)
)


NOT_SEEN = {"Cc", "Cf", "Cs"}
SEEN_ALL_THE_SAME = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
SEEN_ALL_THE_SAME += "\U000110bd\U000110cd"
NOT_SEEN_EITHER = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2065\u3164\uffa0\U0001d159"
JOINER = re.compile("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def as_meant(typed: str) -> str:
    """What a person sees of what was typed: told again here, without the code that stores it."""
    seen = [""]
    typed = typed.replace("\r\n", "\n")
    for sign, following in zip(typed, f"{typed} "[1:], strict=True):
        before = seen[-1]
        if JOINER.match(sign):
            joins = before > "\u05ff" and not before.isspace() and not "\u1e00" <= before < "\u203c"
            seen += [sign] if joins or before in {"©", "®"} or following == "\u20e3" else []
        elif sign in "\t\x1f\u2800":
            seen += [" "]
        elif len(sign.splitlines()[0]) == 0:
            seen += ["\n"]
        elif sign in SEEN_ALL_THE_SAME or not (
            unicodedata.category(sign) in NOT_SEEN
            or sign in NOT_SEEN_EITHER
            or "\ufff0" <= sign <= "\ufffb"
            or "\U000e0000" <= sign <= "\U000e0fff"
        ):
            seen += [sign]
    return unicodedata.normalize("NFC", "".join(seen).strip())


@hypothesis_settings(
    max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES)
def test_whatever_is_typed_is_stored_as_it_was_meant_or_refused_whole(client, answers, changes):
    Referral.objects.all().delete()
    sent = answers | changes
    with mock.patch("referrals.families.limits.REQUESTS_AN_HOUR", 100_000):
        response = client.post("/get-help/", sent)
    stored = list(Referral.objects.all())
    assert (response.status_code, len(stored)) in {(303, 1), (422, 0)}
    for referral in stored:
        last = {
            name: (value or [""])[-1] if isinstance(value, list) else value
            for name, value in sent.items()
        }
        assert referral.message == as_meant(last["message"])
        for name in ("caregiver_name", "child_first_name", "language_other"):
            assert getattr(referral, name) == re.sub(r"\s", " ", as_meant(last[name]))
        for name in ("relationship", "contact_method", "preferred_language", "child_age"):
            assert getattr(referral, name) == last[name].strip()
        assert referral.county_id == as_meant(last["county"])
        assert set(referral.concerns) == set(sent["concerns"])
        trapped = bool(as_meant(last.get("website", "")))
        assert referral.suspected == (trapped or "page_opened" in changes)


@hypothesis_settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.binary(max_size=300) | st.binary(max_size=50).map(lambda part: part * 60_000),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain; charset=utf-16",
        ]
    )
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
def test_no_body_whatever_it_is_makes_the_server_fail(client, body, kind):
    response = client.generic("POST", "/get-help/", body, content_type=kind)
    assert response.status_code in {400, 413, 422}
    assert b"<html" in response.content
    assert not Referral.objects.exists()


def test_a_request_sent_again_after_it_was_taken_back_is_a_new_one(client, answers):
    send(client, answers)
    first = Referral.objects.get()
    first.move_to("closed", "withdrawn")
    page = client.get("/get-help/thank-you/").content.decode()
    assert "Your request was taken back" in page
    send(client, answers)
    assert Referral.objects.exclude(pk=first.pk).get().caregiver_name == "Rosa Núñez"


def test_what_is_too_long_is_not_put_in_order_first(client, answers, monkeypatch):
    """That takes up to minutes, in which the whole process answers nobody."""

    def normalize(form, text, real=unicodedata.normalize):
        assert len(text) <= 4 * 2000
        return real(form, text)

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    accents = "a" + "\u0345\u0300" * 4995
    names = {"caregiver_name", "child_first_name", "language_other", "message", "phone", "email"}
    hidden = {"page_opened", "website", "consent_version", "county"}
    response = send(client, answers | dict.fromkeys(names | hidden, accents))
    assert response.status_code == 422
    refused = response.context["form"].errors
    assert refused["message"] == ["Shorten this to 2000 characters; it has 9991"]
    assert set(refused) == names | {"county"}


def test_letters_that_come_in_pieces_are_counted_whole(client, answers):
    pieces = unicodedata.normalize("NFD", "ế" * 2000)
    assert len(pieces) == 6000
    assert send(client, answers | {"message": f" {pieces}\r\n "}).status_code == 303
    assert Referral.objects.get().message == "ế" * 2000


@pytest.mark.parametrize(
    ("path", "words"), [("/privacy/", " minutes"), ("/es/privacy/", " minutos")]
)
def test_the_privacy_statement_says_for_how_long_a_browser_knows_the_reference(client, path, words):
    minutes = REFERENCE_SHOWN_FOR // timedelta(minutes=1)
    told = " ".join(client.get(path).content.decode().split())
    assert re.findall(rf"(\d+){words}", told) == [str(minutes)] * 2
