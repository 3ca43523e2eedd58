"""A family asks where its request stands, corrects its number, and takes it back."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from njcmo_site import field_classes
from njcmo_site.encryption import seal, unseal
from referrals import encryption
from referrals.encryption import Sealed
from referrals.families import limits
from referrals.models import Count, Look, Referral, Step
from referrals.templatetags.privacy import CHOSEN, WORDS
from tests.factories import make_referral

pytestmark = pytest.mark.django_db

PATH = "/request-status/"
UNKNOWN = "We find no request with these two together."


def ask(client, referral, proof="0123", path=PATH, **further):
    return client.post(path, {"reference": str(referral), "proof": proof} | further)


def words(response) -> str:
    return BeautifulSoup(response.content, "lxml").main.get_text(" ", strip=True)


@pytest.fixture
def referral():
    return make_referral(email="rosa@example.org")


@pytest.mark.parametrize(
    "proof",
    ["0123", "0 1 2 3", "201-555-0123", "+1 (201) 555 0123 x7", "Rosa@Example.org", "٠١٢٣"],
)
def test_the_phone_its_last_digits_or_the_e_mail_show_where_a_request_stands(
    client, referral, proof
):
    assert "Nobody has tried to reach you yet" in words(ask(client, referral, proof))


@pytest.mark.parametrize(
    "proof", ["0124", "123", "5550123", "201", "", "x", "2015550124", "rosa@example.com", "\0"]
)
def test_without_a_proof_nothing_is_told(client, referral, proof):
    response = ask(client, referral, proof)
    assert response.status_code == 422
    assert "Nobody has tried" not in words(response)


def test_a_request_without_a_phone_is_not_found_by_no_digits(client):
    referral = make_referral(contact_method="email", phone="", email="rosa@example.org")
    for proof in ("", " ", "0000", "none"):
        assert ask(client, referral, proof).status_code == 422
    assert ask(client, referral, "rosa@example.org").status_code == 200


def test_a_reference_is_read_in_any_case_and_spacing(client, referral):
    written = f" {referral.reference[:3].lower()} {referral.reference[3:]}."
    assert ask(client, written).status_code == 200


def test_wrong_and_unknown_answer_in_the_same_words_and_with_the_same_questions(client, referral):
    answers = []
    for reference in (str(referral), "9999-9999"):
        with CaptureQueriesContext(connection) as queries:
            page = ask(client, reference, "9999").content.decode()
        asked = [re.sub(r"'[^']*'|\d+", "", one["sql"]) for one in queries]
        answers.append((page.replace(reference, ""), asked))
    assert UNKNOWN in answers[0][0]
    assert answers[0] == answers[1]


def test_for_an_unknown_reference_as_much_is_decrypted_as_for_a_wrong_proof(
    client, referral, monkeypatch
):
    opened = []
    monkeypatch.setattr(encryption, "unseal", lambda *given: opened.append(given) or unseal(*given))
    counted = []
    for reference in (str(referral), "9999-9999", "9999-9998"):
        opened.clear()
        assert ask(client, reference, "9999").status_code == 422
        counted.append(len(opened))
    assert counted == [1, 1, 1]


def test_the_digits_of_nobody_prove_nothing(client):
    assert UNKNOWN in words(ask(client, "9999-9999", "0000"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"status": "trying", "tries": 1}, "We tried to reach you once"),
        ({"status": "trying", "tries": 3}, "We tried to reach you 3 times"),
        ({"status": "in_touch"}, "We have talked with you"),
        ({"status": "connected"}, "We have talked with you"),
        ({"status": "closed"}, "you are in touch with those who help"),
        ({"status": "closed", "close_reason": "declined"}, "you do not want help now"),
        ({"status": "closed", "close_reason": "not_reached"}, "we could not reach you"),
        ({"status": "closed", "close_reason": "not_for_us"}, "others can help here"),
        ({"status": "closed", "close_reason": "spam"}, "It is closed."),
        ({"suspected": True}, "Nobody has tried to reach you yet"),
    ],
)
def test_each_state_is_told_in_one_sentence(client, changes, told):
    assert told in words(ask(client, make_referral(**changes)))


def test_nobody_is_asked_for_another_request_while_one_of_theirs_goes_on(client):
    duplicate = words(ask(client, make_referral(status="closed", close_reason="duplicate")))
    assert "we go on with your other request" in duplicate
    assert "You can ask again at any time" not in duplicate


def test_what_was_promised_is_told_and_that_it_was_not_kept(client):
    day = timezone.localdate()
    promised = make_referral(due_on=day, due_on_told=True)
    assert "You will hear from us by" in words(ask(client, promised))
    late = make_referral(due_on=day - timedelta(days=1), due_on_told=True)
    assert "You should have heard from us by now" in words(ask(client, late))
    not_promised = words(ask(client, make_referral(due_on=day - timedelta(days=1))))
    assert "hear" not in not_promised.replace("heard", "hear").split("You do not have to wait")[0]


def test_a_family_sees_how_often_staff_opened_it_and_nobodys_name(client, referral, staff):
    assert "Our staff have not opened it yet." in words(ask(client, referral))
    people = [staff("intake coordinator"), staff("supervisor")]
    for person in people * 2:  # again within a quarter of an hour
        Look.objects.note(person, Look.What.OPENED, referral)
    told = words(ask(client, referral))
    assert "Our staff opened it 2 times" in told
    assert not [person for person in people if person.username in told]


def test_what_is_erased_is_as_unknown_as_what_never_was(client, referral):
    ask(client, referral, take_back="yes")
    assert UNKNOWN in words(ask(client, referral))


def test_a_family_takes_its_request_back(client, referral):
    response = ask(client, referral, take_back="yes")
    assert "What you wrote is erased." in words(response)
    assert response["Clear-Site-Data"]
    referral.refresh_from_db()
    assert (referral.close_reason, referral.phone) == ("withdrawn", "")


def test_nobody_takes_back_or_corrects_without_the_proof(client, referral):
    for further in ({"take_back": "yes"}, {"change_phone": "yes", "phone": "2015550199"}):
        assert ask(client, referral, "9999", **further).status_code == 422
    referral.refresh_from_db()
    assert (referral.status, referral.phone) == ("new", "2015550123")


def test_a_corrected_number_is_called_and_read_first_with_what_was_to_be_read_first(
    referral, staff
):
    ines = staff("intake coordinator")
    referral.note_step(Step.What.NOTED, ines, note="Not before six.").pin()
    for number in ("(201) 555-0177", "201 555 0188"):
        response = ask(
            Client(), referral, change_phone="yes", phone=number, proof="rosa@example.org"
        )
        assert "Your new number is saved." in words(response)
    referral.refresh_from_db()
    assert referral.phone == "2015550188"
    assert referral.read_first.note == (
        "The family changed its phone number on the site. It was: 201-555-0177.\n\nNot before six."
    )
    assert referral.read_first.by is None
    assert Referral.objects.with_contact(phone_hash=[referral.phone_hash]).get() == referral


def test_after_the_number_was_corrected_the_page_goes_on_by_the_new_one(client, referral):
    page = ask(client, referral, change_phone="yes", phone="201 555 0177")
    proof = BeautifulSoup(page.content, "lxml").find("input", {"name": "proof"})["value"]
    assert ask(client, referral, proof).status_code == 200


def test_a_family_that_could_not_be_reached_is_to_be_tried_again_now(client):
    later = timezone.now() + timedelta(days=3)
    referral = make_referral(status="trying", tries=1, next_attempt_at=later)
    ask(client, referral, change_phone="yes", phone="201 555 0177")
    referral.refresh_from_db()
    assert referral.next_attempt_at <= timezone.now()


def test_a_wrong_new_number_comes_back_with_what_to_mend(client, referral):
    response = ask(client, referral, change_phone="yes", phone="555 01")
    assert response.status_code == 422
    assert "Enter a US phone number with 10 digits" in words(response)
    page = BeautifulSoup(response.content, "lxml")
    assert page.find("input", {"name": "phone"})["value"] == "555 01"
    assert page.find("details", open=True)
    assert not Step.objects.exists()


def test_a_closed_request_keeps_its_number(client):
    referral = make_referral(status="closed")
    ask(client, referral, change_phone="yes", phone="201 555 0177")
    referral.refresh_from_db()
    assert referral.phone == "2015550123"


def test_the_same_number_again_changes_nothing(client, referral):
    told = words(ask(client, referral, change_phone="yes", phone="201 555 0123"))
    assert "Nothing has changed: we have this number already" in told
    assert not Step.objects.exists()


def test_the_switch_of_language_keeps_what_was_typed_and_what_is_shown(client, referral):
    half = client.post(f"/es{PATH}", {"reference": "7k4m", "switch_language": "es"})
    assert half.status_code == 200
    page = BeautifulSoup(half.content, "lxml")
    assert page.find("input", {"name": "reference"})["value"] == "7k4m"
    assert not page.find(id="errors")
    shown = ask(client, referral, path=f"/es{PATH}", switch_language="es", looked_at="yes")
    assert "Todavía nadie ha intentado comunicarse con usted" in words(shown)


def test_the_switch_of_language_keeps_the_new_number_that_is_typed_and_saves_nothing(
    client, referral
):
    response = ask(
        client, referral, path=f"/es{PATH}", switch_language="es", looked_at="yes", phone="201 55"
    )
    page = BeautifulSoup(response.content, "lxml")
    number = page.find("input", {"name": "phone"})
    assert number["value"] == "201 55"
    assert number.find_parent("details").has_attr("open")
    assert number.find_parent("form")["id"] == page.select_one("header button.lang")["form"]
    assert not Step.objects.exists()


def test_enter_in_the_field_of_the_new_number_saves_it(client, referral):
    ask(client, referral, looked_at="yes", phone="201 555 0177")
    referral.refresh_from_db()
    assert referral.phone == "2015550177"


def test_after_many_tries_a_connection_waits_politely_and_the_family_elsewhere_does_not(
    client, referral, monkeypatch
):
    monkeypatch.setattr(limits, "STATUS_OF_ONE_AN_HOUR", 3)
    for _ in range(3):
        assert ask(client, referral, "9999").status_code == 422
    refused = ask(client, referral)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "Too many tries" in words(refused)
    assert f'value="{referral}"' in refused.content.decode()
    assert ask(client, "9999-9999").status_code == 422
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    assert ask(elsewhere, referral).status_code == 200


def test_a_connection_cannot_go_through_many_references(client, monkeypatch):
    monkeypatch.setattr(limits, "STATUS_AN_HOUR", 3)
    statuses = [ask(client, f"9999-999{number}", "9999").status_code for number in range(5)]
    assert statuses == [422, 422, 422, 429, 429]


def test_another_site_learns_and_changes_nothing(client, referral):
    for further in ({}, {"take_back": "yes"}):
        answers = {"reference": str(referral), "proof": "0123"} | further
        response = client.post(PATH, answers, headers={"sec-fetch-site": "cross-site"})
        assert "Nobody has tried" not in words(response)
    referral.refresh_from_db()
    assert referral.status == "new"


def test_nothing_of_it_is_kept_in_an_address_a_cookie_or_a_cache(client, referral):
    for response in (client.get(PATH), ask(client, referral)):
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
        page = BeautifulSoup(response.content, "lxml")
        links = [link["href"] for link in page.find_all("a", href=True)]
        assert not [link for link in links if referral.reference in link or str(referral) in link]
        assert str(referral) not in page.title.text
    assert not Count.objects.filter(key__contains=referral.reference).exists()


def test_the_page_costs_six_queries_at_most_however_often_it_was_opened(client, referral, staff):
    ines = staff("intake coordinator")
    for looks in (1, 20):
        for _ in range(looks):
            Look.objects.note(ines, Look.What.OPENED, referral)
        with CaptureQueriesContext(connection) as queries:
            ask(client, referral)
        selects = [one for one in queries if one["sql"].startswith("SELECT")]
        assert len(selects) <= 6


def test_the_page_after_sending_leads_there(client, answers):
    client.post("/get-help/", answers)
    assert f'href="{PATH}"' in client.get("/get-help/thank-you/").content.decode()


def test_is_it_safe_to_ask_names_every_field_of_a_family(client):
    kept = words(client.get("/get-help/safe/"))
    for name in field_classes.of_family("referrals.referral"):
        assert str((WORDS | CHOSEN)[name]) in kept
    assert "your county" in kept


def test_no_sign_that_nobody_sees_makes_another_reference_of_it(client, referral, monkeypatch):
    monkeypatch.setattr(limits, "STATUS_OF_ONE_AN_HOUR", 2)
    hidden = ("\u3164", "\u115f", "\uffa0", "\u200b")
    statuses = [ask(client, f"{referral}{sign}", "9999").status_code for sign in hidden]
    assert statuses == [422, 422, 429, 429]


def test_four_digits_are_not_guessed_from_many_connections_and_the_family_still_comes_in(
    referral, monkeypatch
):
    monkeypatch.setattr(limits, "SHORT_PROOFS_A_DAY", 2)
    tries = [Client(REMOTE_ADDR=f"198.51.100.{number}") for number in range(1, 5)]
    assert [ask(one, referral, "9999").status_code for one in tries] == [422, 422, 429, 429]
    refused = ask(tries[3], referral)
    assert refused.status_code == 429
    assert "your whole phone number or your e-mail address" in words(refused)
    for proof in ("201-555-0123", "rosa@example.org"):
        assert ask(tries[3], referral, proof).status_code == 200


def test_a_number_is_corrected_though_no_key_opens_the_old_one(client, referral):
    other = Sealed(seal("2015550123", "another row"))
    Referral.objects.filter(pk=referral.pk).update(phone=other)
    response = ask(client, referral, "rosa@example.org", change_phone="yes", phone="201 555 0177")
    assert "Your new number is saved." in words(response)
    referral.refresh_from_db()
    assert referral.phone == "2015550177"
    assert "It was: not known." in referral.read_first.note
