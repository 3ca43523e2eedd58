"""Find your CMO, who to call first, and the glossary."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from services.models import Approach, CareManagementOrganization, County, FirstCall, Term, Topic
from services.models.evidence import RESEARCH
from services.templatetags.ages import CHOICES
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


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


@pytest.mark.parametrize(
    ("path", "checking", "name"),
    [
        ("", "We are checking this number.", "Ask PerformCare for the name of the CMO"),
        ("/es", "Estamos comprobando este número.", "Pregunte a PerformCare el nombre de la CMO"),
    ],
)
def test_what_is_not_checked_yet_leads_to_who_knows_it(client, path, checking, name):
    found = soup(client, f"{path}/find-your-cmo/?county=mercer").select_one("#found")
    assert checking in found.dd.get_text()
    assert [link["href"] for link in found.dd.select("a")] \
        == ["https://njcmo.org", "tel:18776527624"]  # fmt: skip
    assert name in found.get_text()


def test_hours_languages_and_the_day_of_the_check_are_shown_once_they_are_known(client):
    bergen = CareManagementOrganization.objects.filter(slug="bergen")
    bergen.update(hours="", languages="", checked_on=None)
    terms = soup(client, "/find-your-cmo/?county=bergen").select("#found dt")
    assert not {"Hours", "Languages"} & {term.get_text() for term in terms}
    bergen.update(hours="9 to 5", languages="English, Korean", checked_on=date(2026, 11, 2))
    found = soup(client, "/find-your-cmo/?county=bergen").select_one("#found")
    said = {term.get_text(): term.find_next("dd").get_text() for term in found.select("dt")}
    assert (said["Hours"], said["Languages"]) == ("9 to 5", "English, Korean")
    assert found.time["datetime"] == "2026-11-02"


def test_the_form_opens_with_the_county_filled_in(client):
    link = soup(client, "/find-your-cmo/?county=essex").select_one("#found a.btn")["href"]
    assert link == "/get-help/?county=essex"


# Who to call first ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/es"])
def test_each_age_on_the_home_page_leads_to_one_card_with_words_and_cost(client, language):
    links = [link["href"] for link in soup(client, f"{language}/").select(".hero .ages a")]
    assert len(links) == 6
    assert links.pop() == f"{language}/who-to-call/#doors"
    for link in links:
        card = soup(client, link).select_one("main section")
        assert "doors" in card["class"]
        assert card.select_one(".first-door .said").get_text().startswith("“")
        assert len(card.select_one(".first-door").select("dd")) == 2
        assert card.select(".first-door a[href^='tel:1']")
        assert len(card.select(".next-door")) == 2


def test_the_ages_of_one_link_have_the_same_first_doors(client):
    for ages in CHOICES:
        first, *others = (
            soup(client, f"/who-to-call/?child_age={age}").select_one(".doors") for age in ages
        )
        assert all(other == first for other in others), ages


def test_each_moment_of_the_day_ends_with_who_to_call_first(client):
    moments = soup(client, "/").select(".day li")
    assert len(moments) == 10
    for moment in moments:
        assert moment.select("a")[-1]["href"].startswith("/who-to-call/")


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_home_page_leads_to_every_tool_for_parents(client, language):
    page = soup(client, f"{language}/")
    tools = {link["href"] for link in page.select("#tools + .actions a")}
    hub = f"{language}/occupational-therapy/"
    assert {f"{hub}costs/", f"{hub}choosing-a-therapist/"} < tools
    own = ["school-letter", "my-childs-page", "what-changes-when", "first-visit-card"]
    assert {f"{language}/{tool}/" for tool in [*own, "signs-checklist"]} < tools
    assert all(client.get(tool).status_code == 200 for tool in tools)
    footer = soup(client, f"{language}/faq/").select_one(".site-foot")
    assert footer.select(f"a[href='{language}/#tools']")


def test_the_order_for_autism_says_that_it_is_for_autism(client):
    first = soup(client, "/who-to-call/").select_one("#autism").find(["h2", "h3"])
    assert first.name == "h2"
    assert "autism" in first.get_text()


def test_the_young_and_professionals_find_a_door_of_their_own(client):
    links = [link["href"] for link in soup(client, "/").select(".for-whom a")]
    assert links == ["/who-to-call/?child_age=18_to_20", "/who-to-call/#professionals"]
    page = soup(client, links[0])
    assert "You can ask for yourself." in page.select_one(".first-door").get_text()
    assert page.find(id="professionals")


@pytest.mark.parametrize("path", ["/", "/get-help/"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", "PerformCare and CMOs do not give OT or pay for it."),
        ("/es", "PerformCare y las CMO no dan ni pagan la terapia ocupacional."),
    ],
)
def test_performcare_is_never_the_way_to_ot(client, path, language, words):
    page = soup(client, language + path)
    where = [part for part in page.select(".rich") if words in part.get_text()]
    assert len(where) == 1
    assert where[0].a["href"] == f"{language}/who-to-call/"


@pytest.mark.parametrize(("path", "before"), [("/", "A child’s crisis:"), ("/es/", "Crisis de un")])
def test_at_the_top_of_every_page_performcare_is_for_a_crisis(client, path, before):
    links = soup(client, path).select(":is(.crisis, .menu) a[href='tel:18776527624']")
    assert len(links) == 2
    for link in links:
        assert link.parent.get_text().strip().startswith(before)


def test_a_door_that_was_not_checked_for_too_long_says_so(client):
    path = "/who-to-call/?child_age=under_3"
    assert not soup(client, path).select(".old")
    long_ago = timezone.localdate() - timedelta(days=181)
    call = FirstCall.objects.get(name="early-intervention")
    call.checked_on = long_ago
    call.save()
    page = soup(client, path)
    for place in (page.select_one(".first-door .old"), page.select_one("#call-early-intervention")):
        assert "old" in place["class"]
        assert "ask if it still holds" in place.get_text()
        assert place.time["datetime"] == str(long_ago)


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
    topics = Topic.objects.exclude(hub=None).exclude(approaches=None)
    assert len(topics) == 6
    for topic in topics:
        rows = soup(client, topic.get_absolute_url()).select(".approaches > div")
        assert len(rows) >= 3
        for row in rows:
            assert row.select_one(".label").get_text() in dict(RESEARCH).values()
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


def test_a_door_whose_call_left_the_list_leaves_its_place_in_the_table_empty(client):
    school = FirstCall.objects.get(name="school-district")
    school.in_list = False
    school.save()
    table = soup(client, "/who-to-call/").select_one(".first-doors")
    row = next(row for row in table.select("tr") if row.th.get_text() == "3 to 5")
    first, then, also = (cell.get_text().strip() for cell in row.select("td"))
    assert (first, then, also) == ("", "The doctor", "The health plan")


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("topic", ["autism", "behavior", "costs", "choosing-a-therapist"])
def test_each_topic_leads_on_to_the_tools_for_parents(client, language, topic):
    page = BeautifulSoup(client.get(f"{language}/occupational-therapy/{topic}/").content, "lxml")
    links = {link["href"] for link in page.main.find_all("a", href=True)}
    tools = ("school-letter", "my-childs-page", "what-changes-when")
    assert {f"{language}/{tool}/" for tool in tools} <= links
