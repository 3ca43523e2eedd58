"""What the call screen says: the first words, words to copy, how it can end, a letter."""

from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from referrals.desk import calling
from referrals.encryption import Sealed
from referrals.models import Referral
from services.models import ContactDetails, FixedText
from tests.factories import make_referral
from tests.referrals.test_looks import looks
from tests.staff_pages import FAMILY, form_of, page_of, reveal

pytestmark = pytest.mark.django_db

BY_TEXT = {"contact_method": "text"}
BY_MAIL = {"contact_method": "email", "email": "rosa@example.org"}


@pytest.fixture
def at(monkeypatch):
    """at(hour): the clock of New Jersey, on a Monday."""

    def set_clock(hour):
        moment = datetime(2026, 11, 16, hour, 30, tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock


def screen(client, referral) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/admin/desk/{referral.pk}/call/").content, "lxml")


def shown(client, **fields) -> BeautifulSoup:
    referral = make_referral(**fields)
    reveal(client, referral)
    return screen(client, referral)


def buttons(page) -> list[str]:
    return [one["value"] for one in page.select("#id_outcome button")]


def test_the_last_four_of_the_reference_are_said_before_anything_else(client, ana):
    said = screen(client, make_referral(reference="7K4M9QF2")).select_one("[aria-labelledby=say]")
    first = said.select_one("p")
    assert first["lang"] == "es"
    assert first.b.get_text() == "9QF2"


@pytest.mark.parametrize(
    ("hour", "greeting"), [(9, "Buenos días"), (13, "Buenas tardes"), (18, "Buenas noches")]
)
def test_the_greeting_looks_at_the_clock_of_new_jersey(client, ana, at, hour, greeting):
    at(hour)
    said = screen(client, make_referral()).select_one("[aria-labelledby=say]").get_text()
    assert greeting in said


@pytest.mark.parametrize(("hour", "told"), [(10, True), (18, False)])
def test_who_calls_at_another_time_than_the_family_asked_for_is_told(client, ana, at, hour, told):
    at(hour)
    page = screen(client, make_referral(best_time="evening")).get_text()
    assert ("the family asked for the evening" in page) is told


@pytest.mark.parametrize(
    ("fields", "outcomes"),
    [
        ({}, ["reached", "left_message", "no_answer", "wrong_number", "do_not_call"]),
        (BY_TEXT, ["answered", "sent", "came_back", "do_not_call"]),
        (BY_MAIL, ["answered", "sent", "came_back", "do_not_call"]),
        (
            {"wrong_number": True, "email": "rosa@example.org"},
            ["answered", "sent", "came_back", "do_not_call"],
        ),
    ],
)
def test_each_way_has_outcomes_of_its_own_and_the_others_below(client, ana, fields, outcomes):
    page = shown(client, **fields)
    assert buttons(page) == outcomes
    others = {one["value"] for one in page.select("#how-it-ended details button")}
    assert not others & set(outcomes)
    assert len(others) == 4 if outcomes[0] == "answered" else 3


def test_right_below_the_number_stand_the_note_and_then_the_outcomes_that_send_it(client, ana):
    page = shown(client, **FAMILY)
    number = page.select_one(".facts .number a")
    assert number["href"] == "tel:+12015550123"
    following = number.find_all_next(["button", "a", "input", "textarea", "select"])
    visible = [
        one
        for one in following
        if one.get("type") != "hidden" and "visually-hidden" not in one.get("class", [])
    ]
    assert (visible[0]["name"], visible[1]["value"]) == ("note", "reached")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_opens_with_neutral_words_and_nothing_of_the_family(client, ana, language):
    page = shown(client, **FAMILY, **BY_TEXT, preferred_language=language)
    link = page.find("a", string="Open a text with these words")["href"]
    words = getattr(FixedText.objects.get(name="call-text"), f"text_{language}")
    assert link == f"sms:+12015550123?body={link.partition('?body=')[2]}"
    assert unquote(link.partition("?body=")[2]) == words
    assert words in page.select_one("[aria-labelledby=say]").get_text()
    for typed in ("Rosa", "Mateo", "Haircuts"):
        assert typed not in unquote(link)


def test_an_e_mail_opens_with_a_neutral_subject_and_words(client, ana):
    odd = "o'hara&bcc=x@example.org"
    page = shown(client, **BY_MAIL | {"email": odd}, caregiver_name="Rosa", message="Haircuts")
    link = urlsplit(page.find("a", string="Open an e-mail with these words")["href"])
    assert (link.scheme, unquote(link.path)) == ("mailto", odd)
    asked = parse_qs(link.query)
    words = FixedText.objects.get(name="call-mail")
    assert asked == {"subject": [words.title_es], "body": [words.text_es]}


def test_before_somebody_says_why_no_link_holds_a_number_or_an_address(client, ana):
    for way in (BY_TEXT, BY_MAIL):
        page = str(screen(client, make_referral(**{"email": "rosa@example.org"} | way)))
        assert "sms:" not in page
        assert "mailto:" not in page


def test_a_text_that_came_back_tells_of_a_wrong_number_and_an_e_mail_does_not(ana):
    for way, wrong in ((BY_TEXT, True), (BY_MAIL, False)):
        referral = make_referral(**way)
        calling.record_try(referral, "came_back", ana)
        assert Referral.objects.get(pk=referral.pk).wrong_number is wrong


# A letter


@pytest.mark.parametrize(
    ("language", "words"), [("en", "We tried several times"), ("es", "Lo intentamos varias veces")]
)
def test_after_three_tries_there_is_a_letter_in_the_language_of_the_family(
    client, ana, language, words
):
    ContactDetails.objects.update_or_create(id=1, defaults={"phone": "609-555-0100"})
    referral = make_referral(**FAMILY, status="trying", tries=3, preferred_language=language)
    letter = f"/admin/desk/{referral.pk}/letter/"
    for path in (page_of(referral), f"/admin/desk/{referral.pk}/call/"):
        page = BeautifulSoup(client.get(path).content, "lxml")
        form = page.find("form", action=letter)
        assert form.select_one("[name=csrfmiddlewaretoken]")["value"]
    page = BeautifulSoup(client.post(letter).content, "lxml")
    text = page.select_one("#content-main").get_text()
    for part in (words, "Rosa Núñez", str(referral), "609-555-0100"):
        assert part in text
    link = urlsplit(page.find("a", string="Open an e-mail with these words")["href"])
    assert words in parse_qs(link.query)["body"][0]
    assert "Rosa" not in unquote(link.query)
    assert looks()[-1][1:3] == ("printed", str(referral))


def test_a_letter_is_to_the_family_and_not_to_the_professional_who_asks_for_it(client, ana):
    asks = {"relationship": "professional", "caregiver_name": "Dr. Green"}
    referral = make_referral(**asks, family_name="Rosa Núñez", status="trying", tries=3)
    letter = client.post(f"/admin/desk/{referral.pk}/letter/").content.decode()
    assert "Rosa Núñez" in letter
    assert "Dr. Green" not in letter


def test_where_no_key_opens_what_a_family_wrote_the_letter_says_so(client, ana):
    referral = make_referral(**FAMILY, status="trying", tries=3)
    Referral.objects.update(email=Sealed("x"))
    letter = client.post(f"/admin/desk/{referral.pk}/letter/")
    assert letter.status_code == 200
    assert "no key of the site opens it" in letter.content.decode()


def test_before_three_tries_there_is_no_letter(client, ana):
    referral = make_referral(status="trying", tries=2)
    assert "letter/" not in client.get(f"/admin/desk/{referral.pk}/call/").content.decode()


def test_a_letter_is_made_by_a_post_and_for_an_open_request(client, ana, ben):
    referral = make_referral(county_id="ocean", status="closed")
    letter = f"/admin/desk/{referral.pk}/letter/"
    assert client.get(letter).status_code == 405
    assert client.post(letter)["Location"] == page_of(referral)
    client.force_login(ben)
    assert client.post(letter).status_code == 404
    assert looks() == []


def test_enter_in_a_field_asks_how_it_ended_and_notes_nothing(client, ana):
    referral = make_referral(assigned_to=ana)
    reveal(client, referral)
    path = f"/admin/desk/{referral.pk}/call/"
    opened = client.get(path)
    form = BeautifulSoup(opened.content, "lxml").find("form", id="how-it-ended")
    first = form.find("button")
    typed = form_of(opened) | {first["name"]: first["value"], "note": "They asked for Tuesday"}
    answer = client.post(path, typed)
    assert answer.status_code == 422
    assert "They asked for Tuesday" in answer.content.decode()
    referral.refresh_from_db()
    assert (referral.status, referral.tries) == ("new", 0)
