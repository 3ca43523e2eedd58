"""The request form, from the browser's side of the wire."""

import re
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError
from django.utils import timezone

from referrals.families import receive
from referrals.families.form import ReferralForm
from referrals.models import IntakeSettings, Notice, Referral
from tests.referrals.sending import errors, send

pytestmark = pytest.mark.django_db


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


def test_a_clock_that_is_set_back_keeps_no_request_from_being_taken_and_announced(
    client, answers, monkeypatch
):
    yesterday, a_day_ago = timezone.now() - timedelta(days=1), time.time() - 24 * 60 * 60
    client.get("/get-help/")
    monkeypatch.setattr("django.utils.timezone.now", lambda: yesterday)
    monkeypatch.setattr("time.time", lambda: a_day_ago)
    thanked = client.post("/get-help/", answers, follow=True)
    referral = Referral.objects.get()
    assert referral.suspected is False
    assert referral.reference[:4] in thanked.content.decode()
    assert Notice.objects.filter(referral=referral).exists()


def test_consent_is_kept_in_the_words_that_the_family_read(client, answers):
    page = client.get("/get-help/").content.decode()
    send(client, answers)
    referral = Referral.objects.get()
    assert referral.consent_words in page
    assert (referral.consent_version, referral.consent_language) == ("2026-11", "en")
    assert referral.consented_at


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


def test_what_the_database_refuses_is_an_error_and_not_tried_for_ever(client, answers, monkeypatch):
    read = ReferralForm.answers
    monkeypatch.setattr(ReferralForm, "answers", lambda form: read(form) | {"caregiver_name": ""})
    monkeypatch.setattr(receive, "new_reference", lambda: pytest.fail("tried again"))
    with pytest.raises(IntegrityError):
        client.post("/get-help/", answers)


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
    page = BeautifulSoup(client.get("/get-help/").content, "lxml").select_one("form.form")
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


@pytest.mark.parametrize("path", ["/get-help/", "/get-help/thank-you/", "/get-help/leave/"])
def test_no_cache_keeps_a_page_of_the_form(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]


def test_the_page_says_first_what_a_request_is_and_whom_to_call_now(client):
    page = BeautifulSoup(client.get("/get-help/").content, "lxml")
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
        page = BeautifulSoup(response.content, "lxml")
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
