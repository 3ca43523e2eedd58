"""Find your CMO, whom to call first, and the glossary."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from services.models import Approach, CareManagementOrganization, County, FirstCall, Term, Topic
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


# Find your CMO --------------------------------------------------------------------------------


def test_every_county_is_a_link_an_option_and_a_patch(client):
    page = soup(client, "/find-your-cmo/")
    slugs = set(County.objects.values_list("slug", flat=True))
    assert {option["value"] for option in page.select("option")} - {""} == slugs
    for links in (".county-quilt a", ".cmo-list a"):
        assert {link["href"].split("=")[1].removesuffix("#found") for link in page.select(links)} \
            == slugs  # fmt: skip


def test_counties_of_one_organization_have_one_cloth(client):
    quilt = soup(client, "/find-your-cmo/").select(".county-quilt a")
    cloth = {link.get_text(): " ".join(link["class"]) for link in quilt}
    assert cloth["Atlantic"] != cloth["Ocean"]
    organizations = dict(County.objects.values_list("name", "care_management_organization"))
    pairs = {(organization, cloth[county]) for county, organization in organizations.items()}
    assert len(pairs) == len(set(organizations.values())) == 15
    assert all(cloth.values())


def test_what_nobody_has_verified_is_never_shown(client):
    CareManagementOrganization.objects.filter(slug="bergen").update(phone_verified=False)
    found = soup(client, "/find-your-cmo/?county=bergen").select_one("#found")
    assert "201-712-1170" not in str(found)
    assert "1-877-652-7624" in found.get_text()
    mercer = soup(client, "/find-your-cmo/?county=mercer").select_one("#found")
    name = County.objects.get(slug="mercer").care_management_organization.name
    assert name not in mercer.get_text()
    assert mercer.h2.get_text() == "The CMO of Mercer County"


def test_a_verified_phone_can_be_tapped_and_stands_first(client):
    CareManagementOrganization.objects.filter(slug="bergen").update(phone_verified=True)
    found = soup(client, "/find-your-cmo/?county=bergen").select_one("#found")
    assert found.dd.a["href"] == "tel:2017121170"


@pytest.mark.parametrize("county", ["nope", "", "ESSEX", "%00", "a" * 3000, "<script>"])
def test_a_county_that_does_not_exist_is_ignored(client, county):
    response = client.get("/find-your-cmo/", {"county": county})
    assert response.status_code in {200, 400}  # 400 for the NUL, which no browser sends
    assert b'id="found"' not in response.content


def test_the_form_opens_with_the_county_filled_in(client):
    link = soup(client, "/find-your-cmo/?county=essex").select_one("#found a.btn")["href"]
    assert link == "/get-help/?county=essex"


# Who to call first ---------------------------------------------------------------------------


def test_each_call_says_what_it_costs_and_when_it_was_checked(client):
    shown = soup(client, "/who-to-call/").select(".calls .cmo")
    calls = FirstCall.for_family()
    assert len(shown) == len(calls) >= 12
    for card, call in zip(shown, calls, strict=True):
        costs = [
            term.find_next("dd").get_text() for term in card.select("dt") if term.text == "Cost"
        ]
        assert costs == ([call.cost] if call.cost else [])
        assert card.time["datetime"] == str(call.checked_on)
        assert card.select_one("a[href^=http]")


@pytest.mark.parametrize(
    ("age", "name", "shown"),
    [
        ("under_3", "early-intervention", True),
        ("3_to_5", "early-intervention", False),
        ("3_to_5", "child-find", True),
        ("18_to_20", "adult-services", True),
        ("6_to_8", "adult-services", False),
        ("6_to_8", "performcare", True),
        ("", "early-intervention", True),
    ],
)
def test_a_family_sees_the_calls_of_its_age(age, name, shown):
    assert (name in [call.name for call in FirstCall.for_family(age)]) is shown


def test_ages_in_a_row_are_said_as_one_span():
    call = FirstCall(ages=["3_to_5", "6_to_8", "9_to_12"])
    assert call.shown_ages == "3 to 12"
    assert FirstCall(ages=["under_3"]).shown_ages == "Under 3"
    assert FirstCall(ages=["3_to_5", "18_to_20"]).shown_ages == "3 to 5, 18 to 20"
    assert FirstCall(ages=[]).shown_ages == ""


def test_a_call_of_one_county_is_shown_there_alone(client):
    FirstCall.objects.filter(name="span").update(county_id="essex")
    span = FirstCall.objects.get(name="span").title
    assert span in soup(client, "/get-help/?county=essex").get_text()
    assert span not in soup(client, "/get-help/?county=bergen").get_text()


def test_staff_are_told_of_a_call_that_was_not_checked_for_too_long(client, staff):
    client.force_login(staff("content editor"))
    assert (
        "Not checked for too long" not in client.get("/admin/services/firstcall/").content.decode()
    )
    long_ago = timezone.localdate() - timedelta(days=181)
    FirstCall.objects.filter(name="span").update(checked_on=long_ago)
    page = client.get("/admin/services/firstcall/").content.decode()
    assert "Not checked for too long: SPAN Parent Advocacy Network." in page


def test_staff_change_a_number_and_its_ages(client, staff):
    client.force_login(staff("content editor"))
    call = FirstCall.objects.get(name="child-find")
    path = f"/admin/services/firstcall/{call.pk}/change/"
    data = form_of(client.get(path)) | {"ages": ["3_to_5"], "phone": "1-800-555-0100"}
    assert client.post(path, data).status_code == 302
    call.refresh_from_db()
    assert (call.phone, call.ages) == ("1-800-555-0100", ["3_to_5"])
    data["phone"] = "call us"
    assert "Enter it as" in client.post(path, data).content.decode()


# Glossary, research, card ---------------------------------------------------------------------


def test_the_glossary_has_every_word_in_both_languages_with_its_own_link(client):
    for path in ("/glossary/", "/es/glossary/"):
        rows = soup(client, path).select(".gloss li")
        assert len(rows) == Term.objects.count() >= 40
        for row in rows:
            assert [part["lang"] for part in row.find_all("div", recursive=False)] == ["en", "es"]
            assert {link["href"] for link in row.select("h3 a")} == {f"#{row['id']}"}
            assert all(part.p.get_text() for part in row.select("div"))


def test_each_page_leads_to_the_glossary_where_a_word_matters(client):
    for address in ("", "autism/", "adhd/", "sensory-issues/", "behavior/", "speech-and-ot/"):
        for language in ("", "/es"):
            page = soup(client, f"{language}/occupational-therapy/{address}")
            links = page.select(f'.rich a[href^="{language}/glossary/#"]')
            assert len(links) >= 3, address


def test_each_approach_has_a_plain_label_and_a_source_of_its_page(client):
    topics = Topic.objects.exclude(hub=None)
    assert topics
    for topic in topics:
        rows = soup(client, topic.get_absolute_url()).select(".approaches > div")
        assert len(rows) >= 3
        for row in rows:
            assert row.select_one(".label").get_text() in dict(Approach.Strength.choices).values()
        sources = set(topic.sources.values_list("url", flat=True))
        assert {row.a["href"] for row in rows} <= sources
    with pytest.raises(IntegrityError), transaction.atomic():
        Approach.objects.update(source=None)


def test_a_source_that_an_approach_rests_on_is_not_deleted(client):
    source = Approach.objects.exclude(topic__hub=None).first().source
    with pytest.raises(RestrictedError):
        source.delete()
    source.topic.delete()  # with its page it goes


@pytest.mark.parametrize(
    "changes",
    [
        {"checked_on": date(2999, 1, 1)},
        {"check_every": 0},
        {"check_every": 10**9},
        {"phone": "973-555-\u0660\u0661\u0660\u0660"},
        {"phone": "-973-555-0123"},
        {"phone": "1973-555-0100"},
        {"tty": "call"},
        {"source_title": ""},
        {"source_url": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_first_call_that_makes_no_sense_is_refused(changes):
    call = FirstCall.objects.get(name="span")
    for name, value in changes.items():
        setattr(call, name, value)
    with pytest.raises(ValidationError):
        call.full_clean()


@pytest.mark.parametrize("anchor", ["main", "menu", "q", "school-words"])
def test_a_word_cannot_take_an_anchor_of_its_page(anchor):
    with pytest.raises(ValidationError, match="something else"):
        Term(anchor=anchor).clean()
