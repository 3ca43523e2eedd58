"""A request by phone: what staff enter for a family, and the consent that was spoken."""

import re

import pytest
from bs4 import BeautifulSoup

from referrals.families import limits
from referrals.models import ConsentWords, IntakeSettings, Notice, Referral
from services.models import County
from tests.factories import make_referral, valid_answers
from tests.referrals.test_looks import looks
from tests.staff_pages import REFERRALS, form_of, page_of

pytestmark = pytest.mark.django_db

ENTER = "/admin/desk/enter/"


def said(**changes) -> dict:
    """What a family said on the phone, as the page of staff sends it."""
    answers = valid_answers() | {"consent": "es"} | changes
    return {name: value for name, value in answers.items() if name != "page_opened"}


def test_the_start_page_leads_to_a_request_by_phone(client, ana):
    page = BeautifulSoup(client.get("/admin/").content, "lxml")
    assert page.find("a", string="Enter a request")["href"] == ENTER


def test_staff_are_asked_what_families_are_and_read_the_consent_out_in_either_language(client, ana):
    response = client.get(ENTER)
    page = BeautifulSoup(response.content, "lxml")
    names = {one.get("name") for one in page.select("#content-main [name]")}
    family = BeautifulSoup(client.get("/get-help/").content, "lxml")
    of_family = {one.get("name") for one in family.select("form.form [name]")}
    assert of_family - names == {"website", "switch_language", "check"}
    words = ConsentWords.objects.in_force()
    section = page.select_one("[aria-labelledby=consent-words]")
    assert words.words_en in section.get_text()
    assert words.words_es in section.select_one("[lang=es]").get_text()
    assert form_of(response).get("consent") is None


def test_each_question_is_there_in_the_words_that_a_spanish_speaking_family_reads(client, ana):
    page = BeautifulSoup(client.get(ENTER).content, "lxml")
    family = BeautifulSoup(client.get("/es/get-help/").content, "lxml").select_one("form.form")
    on_the_site = " ".join(family.get_text(" ").split())
    asked = page.select("p.aloud[lang=es]")
    names = {one.find_next(attrs={"name": True})["name"] for one in asked}
    assert names == {one["name"] for one in family.select("[name]:not([type=hidden])")} - {
        *("consent", "website", "switch_language", "check")
    }
    headings = {legend.get_text(strip=True) for legend in family.select("legend")}
    for one in asked:
        heading, _colon, label = one.b.get_text().rpartition(": ")
        assert heading in headings | {""}
        assert label in on_the_site
        for words in list(one.stripped_strings)[1:]:
            assert all(part in on_the_site for part in words.split(" · ")), words
    by_age = page.find("input", {"name": "child_age"}).find_previous(class_="aloud").get_text()
    assert "Sobre su hijo o hija: Edad" in by_age
    assert "6 a 8" in by_age


def test_to_somebody_who_asks_about_themselves_both_languages_say_you(client, ana):
    refused = client.post(ENTER, said(relationship="self", consent="", in_spanish="on"))
    page = BeautifulSoup(refused.content, "lxml")
    asked = [one.b.get_text() for one in page.select("p.aloud")]
    assert {"Condado donde vive usted", "Su edad"} <= set(asked)
    assert "Your age" in page.get_text()
    assert "Child’s" not in page.get_text()
    assert page.find(id="in-spanish").has_attr("checked")


def test_no_question_ends_with_two_signs_nor_does_a_mistake_in_it(client, ana):
    for response in (client.get(ENTER), client.post(ENTER, {})):
        page = BeautifulSoup(response.content, "lxml")
        labels = [one.get_text(" ", strip=True) for one in page.select("form label, form legend")]
        assert "You are the child’s…" in labels
        text = page.select_one("#content-main").get_text(" ", strip=True)
        assert not re.search(r"[?!….](?: \(optional\))? ?:", text)
    assert "You are the child’s… Choose" in text


def test_the_hints_that_say_see_below_have_something_below(client, ana):
    page = BeautifulSoup(client.get(ENTER).content, "lxml")
    age = page.select("[name=child_age]")[-1]
    english, spanish = age.find_all_next("details")
    assert english.select_one("a[href]")
    assert spanish.find_parent(lang="es").select_one("a[href]")
    assert english.summary.get_text() != spanish.summary.get_text()


def test_a_request_by_phone_is_stored_like_any_with_who_heard_the_consent_and_when(client, ana):
    IntakeSettings.objects.create(id=1, tell_families=True, notice_email="intake@example.org")
    answer = client.post(ENTER, said(), follow=True)
    referral = Referral.objects.get()
    assert answer.redirect_chain == [(page_of(referral), 302)]
    assert f"its reference, {referral}, and that it hears from us by" in answer.content.decode()
    assert (referral.source, referral.entered_by) == ("phone", ana)
    assert (referral.caregiver_name, referral.phone) == ("Rosa Núñez", "2015550123")
    assert referral.due_on == IntakeSettings.current().due_day(referral.received_at)
    assert referral.due_on_told
    assert not referral.suspected
    words = ConsentWords.objects.in_force()
    assert (referral.consent_version, referral.consent_language) == (words.version, "es")
    assert referral.consent_words == words.words_es
    assert referral.consented_at == referral.received_at
    step = referral.steps.get()
    assert (step.what, step.by, step.at.date()) == ("entered", ana, referral.received_at.date())
    assert step.detail == f"By phone. Spoken consent in Spanish, words of {words.version}"
    assert sorted(referral.notices.values_list("audience", flat=True)) == ["family", "intake"]
    assert looks()[-1][1:3] == ("opened", str(referral))
    assert "By phone, entered by" in answer.content.decode()


def test_without_spoken_consent_nothing_is_stored_and_nothing_typed_is_lost(client, ana):
    for consent in ("", "on", "fr"):
        refused = client.post(ENTER, said(consent=consent))
        assert refused.status_code == 422
        assert "Without that yes nothing is stored" in refused.content.decode()
        kept = form_of(refused)
        for name in ("caregiver_name", "phone", "message", "page_number", "child_first_name"):
            assert kept[name] == said()[name]
        assert kept["concerns"] == ["autism", "sensory-issues"]
    assert not Referral.objects.exists()
    assert not Notice.objects.exists()
    assert client.post(ENTER, form_of(refused) | {"consent": "en"}).status_code == 302
    assert Referral.objects.get().consent_language == "en"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"phone": "12"}, "Enter a US phone number"),
        ({"phone": ""}, "Enter the phone number that we should call"),
        ({"county": "\x00"}, "Choose the county"),
        ({"child_age": "42"}, "Choose your child’s age"),
        ({"caregiver_name": "\u202e\u200b "}, "Enter your name"),
        ({"message": "x" * 2001}, "2,000"),
        ({"page_number": "'; --", "consent": ""}, "Without that yes"),
    ],
)
def test_bad_input_is_told_in_words_and_stores_nothing(client, ana, wrong, told):
    response = client.post(ENTER, said(**wrong))
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Referral.objects.exists()


def test_a_request_that_a_professional_makes_is_told_apart_in_lists(client, ana):
    on_the_site = make_referral(relationship="professional")
    client.post(ENTER, said(relationship="professional", family_name="Rosa Núñez"))
    entered = Referral.objects.get(source="professional")
    listed = client.get(f"{REFERRALS}?source__exact=professional")
    assert list(listed.context["cl"].queryset) == [entered]
    assert "By a professional" in listed.content.decode()
    listed = client.get(f"{REFERRALS}?source__exact=web").context["cl"].queryset
    assert list(listed) == [on_the_site]


def test_stored_twice_it_is_one_request(client, ana):
    client.post(ENTER, said())
    again = client.post(ENTER, said(), follow=True).content.decode()
    referral = Referral.objects.get()
    assert f"{referral} was entered already" in again
    assert referral.steps.count() == 1


def test_the_limits_of_a_connection_do_not_stop_staff(client, ana, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_AN_HOUR", 0)
    monkeypatch.setattr(limits, "FORMS_AN_HOUR", 0)
    for last in "abc":
        number = f"3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6{last}"
        assert client.post(ENTER, said(page_number=number)).status_code == 302
    assert Referral.objects.count() == 3


def test_who_works_for_another_cmo_enters_it_and_is_told_who_sees_it(client, ben):
    client.force_login(ben)
    page = client.post(ENTER, said(county="ocean"), follow=True).content.decode()
    organization = County.objects.get(pk="ocean").care_management_organization
    assert f"It is for {organization}, whose people see it now." in page.replace("&amp;", "&")
    assert client.get(page_of(Referral.objects.get())).status_code == 302


def test_consent_is_kept_in_the_words_that_the_page_showed(client, ana):
    opened = form_of(client.get(ENTER))
    shown = ConsentWords.objects.in_force()
    ConsentWords.objects.create(words_en="New.", words_es="Nuevas.")
    client.post(ENTER, said(consent_version=opened["consent_version"]))
    assert Referral.objects.get().consent_words == shown.words_es


def test_a_stub_does_not_tell_who_entered_it(client, ana):
    client.post(ENTER, said())
    referral = Referral.objects.get()
    referral.move_to("closed", "withdrawn")
    referral.refresh_from_db()
    assert (referral.source, referral.entered_by) == ("", None)
