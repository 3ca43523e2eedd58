"""What a family is told after sending, and what it takes along."""

from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from icalendar import Calendar

from referrals.models import CallingNumber, IntakeSettings, Referral
from services.models import CareManagementOrganization, ContactDetails
from tests.referrals.sending import send

pytestmark = pytest.mark.django_db

THANKS = "/get-help/thank-you/"
CARD, DAY = f"{THANKS}contact.vcf", f"{THANKS}day.ics"


def sheet(client, path=THANKS) -> str:
    page = BeautifulSoup(client.get(path).content, "lxml")
    return page.select_one(".sheet").get_text(" ", strip=True)


def numbers() -> None:
    essex = CareManagementOrganization.objects.get(slug="essex")
    hudson = CareManagementOrganization.objects.get(slug="hudson")
    CallingNumber.objects.create(phone="609-555-0100")
    CallingNumber.objects.create(phone="973-555-0111 ext. 2", care_management_organization=essex)
    CallingNumber.objects.create(phone="201-555-0122", care_management_organization=hudson)


def test_the_sheet_says_what_the_caller_says_first(client, answers):
    send(client, answers)
    assert f"{Referral.objects.get().reference[4:]} ." in sheet(client)


def test_who_chose_e_mail_is_told_nothing_of_calls(client, answers):
    numbers()
    send(client, answers | {"contact_method": "email"})
    told = sheet(client)
    assert "caller says first" not in told
    assert "609-555-0100" not in told


def test_the_numbers_and_hours_of_calls_are_left_out_until_managers_enter_them(client, answers):
    send(client, answers)
    assert "know our call" not in sheet(client)
    assert client.get(CARD).status_code == 404
    numbers()
    IntakeSettings.objects.create(calls_from=time(9), calls_until=time(17))
    told = sheet(client)
    assert "609-555-0100 , 973-555-0111 ext. 2" in told
    assert "201-555-0122" not in told  # of another CMO
    assert "between 9:00 a.m. and 5:00 p.m." in told


@pytest.mark.parametrize("way", ["phone", "text"])
def test_a_number_that_the_sheet_names_is_not_called_unknown(client, answers, way):
    send(client, answers | {"contact_method": way})
    assert "may be one you do not know" in client.get(THANKS).content.decode()
    numbers()
    page = client.get(THANKS).content.decode()
    assert "Above you see which number it comes from" in page
    assert "may be one you do not know" not in page


def test_the_contact_card_has_the_numbers_and_a_neutral_name(client, answers):
    numbers()
    send(client, answers)
    response = client.get(CARD)
    lines = response.content.decode().split("\r\n")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="contact.vcf"'
    assert (lines[0], lines[-2:]) == ("BEGIN:VCARD", ["END:VCARD", ""])
    assert "FN:NJCMO" in lines
    calls = [line.partition(":")[2] for line in lines if line.startswith("TEL")]
    assert calls == ["+16095550100", "+19735550111"]
    assert len(lines) == 8


def test_without_a_request_the_card_has_only_what_is_told_to_all(client):
    numbers()
    card = client.get(CARD).content.decode()
    assert "+16095550100" in card
    assert "+19735550111" not in card


def test_the_promised_day_goes_into_a_calendar_without_a_word_of_a_child(client, answers):
    IntakeSettings.objects.create(tell_families=True)
    send(client, answers)
    referral = Referral.objects.get()
    response = client.get(f"/es{DAY}")
    event = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == referral.due_on
    assert event["summary"] == "Una llamada que espero"
    for secret in (referral.reference, str(referral), referral.child_first_name, "NJCMO"):
        assert secret not in response.content.decode()
    assert Client().get(DAY).status_code == 404


def test_without_a_promise_there_is_no_day_and_the_sheet_says_so(client, answers):
    send(client, answers)
    assert client.get(DAY).status_code == 404
    told = sheet(client)
    assert "we cannot promise a day" in told
    assert "calendar" not in told


def test_the_sheet_says_whom_to_ask_if_nobody_calls(client, answers):
    IntakeSettings.objects.create(tell_families=True)
    ContactDetails.objects.create(id=1, phone="609-555-0199")
    essex = CareManagementOrganization.objects.filter(slug="essex")
    essex.update(phone="973-555-0177", phone_verified=False)
    send(client, answers)
    told = sheet(client)
    assert "If you hear nothing by then:" in told
    assert "609-555-0199" in told
    assert "973-555-0177" not in told
    essex.update(phone_verified=True)
    assert "973-555-0177" in sheet(client)


def test_the_sheet_says_what_was_agreed_and_until_when_it_is_kept(client, answers):
    send(client, answers)
    referral = Referral.objects.get()
    Referral.objects.update(status_since=f"{date(2026, 12, 1)}T15:00Z")
    page = BeautifulSoup(client.get(f"/es{THANKS}").content, "lxml")
    agreed = page.find("p", string=referral.consent_words)
    assert agreed["lang"] == "en"
    assert "1 de diciembre de 2027" in page.select_one(".sheet").get_text()


@pytest.mark.parametrize("path", [CARD, DAY])
def test_what_a_family_takes_along_is_kept_by_no_cache_and_only_read(client, answers, path):
    IntakeSettings.objects.create(tell_families=True)
    numbers()
    send(client, answers)
    assert "no-store" in client.get(path)["Cache-Control"]
    assert client.post(path).status_code == 405


def test_after_half_an_hour_the_day_is_gone_from_this_browser(client, answers, monkeypatch):
    IntakeSettings.objects.create(tell_families=True)
    send(client, answers)
    later = Referral.objects.get().received_at + timedelta(minutes=31)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.get(DAY).status_code == 404


def test_thanks_cost_few_queries(client, answers, django_assert_max_num_queries):
    numbers()
    send(client, answers | {"message": "She wants to die."})
    client.get(THANKS)
    with django_assert_max_num_queries(6):
        client.get(THANKS)


def test_once_it_is_closed_no_day_is_promised_any_more(client, answers):
    IntakeSettings.objects.create(id=1, tell_families=True)
    send(client, answers)
    assert client.get(DAY).status_code == 200
    Referral.objects.get().move_to("closed", "declined")
    page = client.get(THANKS).content.decode()
    assert "you told us that you do not want help now" in page
    assert "A person will read it" not in page
    assert "hear from us by" not in page
    assert client.get(DAY).status_code == 404
    assert "only for another child" not in client.get("/get-help/").content.decode()
