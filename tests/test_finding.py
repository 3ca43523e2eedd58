"""Find your CMO, whom to call first, the glossary, and search."""

import time
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from faq.models import Question
from njcmo_site.search import freshness
from services.models import (
    Approach,
    CareManagementOrganization,
    County,
    FirstCall,
    Moment,
    Sign,
    Stamp,
    Synonyms,
    Term,
    Topic,
    UrgentPhrases,
    UrgentSign,
)

pytestmark = pytest.mark.django_db


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def hits(client, query, language="") -> list[str]:
    page = soup(client, f"{language}/search/?q={query.replace(' ', '+')}")
    return [link["href"] for link in page.select(".hits h2 a")]


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


# Whom to call first ---------------------------------------------------------------------------


def test_each_call_says_what_it_costs_and_when_it_was_checked(client):
    page = soup(client, "/find-your-cmo/")
    calls = page.select(".calls .cmo")
    assert len(calls) == FirstCall.objects.count() >= 8
    for call in calls:
        assert "Cost" in [term.get_text() for term in call.select("dt")]
        assert call.time["datetime"]
    sourced = [call for call in calls if call.select("a[href^=http]")]
    assert len(sourced) >= len(calls) - 1  # advice to ask one's own plan has no source


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
    assert (name in [call.name for call in FirstCall.objects.for_family(age)]) is shown


def test_ages_in_a_row_are_said_as_one_span():
    call = FirstCall(ages=["3_to_5", "6_to_8", "9_to_12"])
    assert call.shown_ages == "3 to 12"
    assert FirstCall(ages=["under_3"]).shown_ages == "Under 3"
    assert FirstCall(ages=["3_to_5", "18_to_20"]).shown_ages == "3 to 5, 18 to 20"
    assert FirstCall(ages=[]).shown_ages == ""


def test_a_call_of_one_county_is_shown_there_alone(client):
    FirstCall.objects.filter(name="span").update(county_id="essex")
    essex = soup(client, "/find-your-cmo/?county=essex")
    assert essex.find(id="call-span")
    assert not soup(client, "/find-your-cmo/?county=bergen").find(id="call-span")


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
    form = BeautifulSoup(client.get(path).content, "html.parser").select_one("#firstcall_form")
    data = {
        field["name"]: field.get("value", "") if field.name == "input" else field.get_text()
        for field in form.select("input:not([type=checkbox]), textarea")
    }
    data |= {"ages": ["3_to_5"], "phone": "1-800-555-0100", "county": ""}
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


# Search ---------------------------------------------------------------------------------------

OT = "/occupational-therapy/"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("ocupational", OT),
        ("sensry", f"{OT}sensory-issues/"),
        ("handwritting", "/faq/#q-pt-handwriting"),
        ("autisim", f"{OT}autism/"),
        ("terapist", "/glossary/#occupational-therapist"),
        ("speach", f"{OT}speech-and-ot/"),
        ("behaviour", f"{OT}behavior/"),
        ("OT", OT),
        ("occupational therapy", OT),
        ("AUTISM", f"{OT}autism/"),
        ("adhd", f"{OT}adhd/"),
        ("essex", "/find-your-cmo/?county=essex#found"),
        ("cmo", "/find-your-cmo/"),
        ("performcare", "/glossary/#performcare"),
        ("\u200bau\u00adtism", f"{OT}autism/"),
        ("sensory\u00a0issues", f"{OT}sensory-issues/"),
        ("signs", "/signs-checklist/"),
    ],
)
def test_search_finds_the_right_place_first(client, query, first):
    assert hits(client, query)[0] == first


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("terapia ocupasional", f"/es{OT}"),
        ("conduta", f"/es{OT}behavior/"),
        ("autizmo", f"/es{OT}autism/"),
        ("TO", f"/es{OT}"),
        ("berrinche", f"/es{OT}behavior/"),
        ("tdah", f"/es{OT}adhd/"),
        ("atencion", f"/es{OT}adhd/"),
        ("senales", "/es/signs-checklist/"),
    ],
)
def test_search_finds_the_right_place_first_in_spanish(client, query, first):
    assert hits(client, query, "/es")[0] == first


@pytest.mark.parametrize(
    ("query", "other", "language"),
    [
        ("ot", "occupational therapy", ""),
        ("to", "terapia ocupacional", "/es"),
        ("berrinche", "conducta", "/es"),
        ("tantrum", "behavior", ""),
    ],
)
def test_a_word_and_its_synonym_lead_to_the_same_page(client, query, other, language):
    assert hits(client, query, language)[0] == hits(client, other, language)[0]


def test_the_words_that_were_looked_for_are_marked(client):
    page = soup(client, "/search/?q=zipers")
    marks = {mark.get_text().lower() for mark in page.select(".hits mark")}
    assert marks <= {"zipper", "zippers"}
    assert marks


def test_a_section_is_linked_straight(client):
    assert f"{OT}#sessions" in hits(client, "what happens in occupational therapy sessions")


@pytest.mark.parametrize(
    "query", ["qzxwvk", "the", "   ", "'; DROP TABLE", "<script>alert(1)</script>", "%", "\u202e"]
)
def test_an_odd_query_is_no_error_and_harmless(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_a_very_long_query_is_cut(client):
    page = soup(client, "/search/?q=" + "autism+" * 500)
    assert len(page.find(id="search-words")["value"]) <= 100
    assert hits(client, "autism " * 500)[0] == f"{OT}autism/"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("he wants to die", "u-suicide"),
        ("se quiere morir", "u-suicide"),
        ("self-harm", "u-suicide"),
        ("self harm", "u-self-injury"),
        ("self\u2011harming", "u-suicide"),
        ("she hurts herself", "u-self-injury"),
        ("autolesiones", "u-suicide"),
        ("mi hija se corta", "u-suicide"),
        ("no quiere vivir", "u-suicide"),
        ("988", "u-suicide"),
        ("911", "u-danger"),
        ("9-1-1", "u-danger"),
        ("llamar al 911", "u-danger"),
        ("seizures", "u-seizure"),
        ("siezure", "u-seizure"),
        ("seizzure", "u-seizure"),
        ("having\u00a0seizure", "u-seizure"),
        ("convulsion", "u-seizure"),
        ("convulsiones", "u-seizure"),
        ("convulsionó", "u-seizure"),
        ("derrame", "u-weak-sudden"),
        ("se ahogó", "u-breathing"),
        ("my child ran away", "u-missing"),
        ("le pegan en la escuela", "u-abuse"),
        ("I can’t go on", "u-caregiver"),
        ("no puedo más", "u-caregiver"),
        ("passed out", "u-wont-wake"),
        ("won't wake up", "u-wont-wake"),
        ("dont want to live", "u-suicide"),
        ("no quiero vivir", "u-suicide"),
        ("se cortó los brazos", "u-suicide"),
        ("harming himself", "u-suicide"),
        ("suicde", "u-suicide"),
        ("convulciones", "u-seizure"),
        ("ate medicine", "u-poison"),
        ("se tomó las pastillas", "u-poison"),
        ("se escapó de la casa", "u-missing"),
        ("turning blue", "u-breathing"),
        ("violencia doméstica", "u-danger"),
        ("knife", "u-danger"),
    ],
)
@pytest.mark.parametrize("language", ["", "/es"])
def test_words_of_an_emergency_are_answered_before_any_page(client, query, language, name):
    page = soup(client, f"{language}/search/?{urlencode({'q': query})}")
    sign = UrgentSign.objects.get(name=name)
    advice = sign.advice_es if language else sign.advice_en
    assert advice in [item.get_text() for item in page.select("main .notice li")]
    everyday = ("socks, teeth", "calcetines, dientes")
    assert not [words for words in everyday if words in page.main.get_text()]


def test_an_emergency_that_no_page_knows_gets_no_everyday_advice(client):
    page = soup(client, "/search/?q=siezure")
    assert page.select("main .notice li")
    assert "everyday word" not in page.main.get_text()


@pytest.mark.parametrize("query", ["self-harm", "kill myself", "he wants to die"])
def test_beside_an_emergency_stands_nothing_that_is_only_alike(client, query):
    assert hits(client, query) == []


@pytest.mark.parametrize(
    "query",
    ["socks", "diet", "sensory diet", "numbers", "deadline", "hair cut", "corte de pelo",
     "cutting with scissors", "cutting food", "se corta el pelo", "missing milestones",
     "pérdida auditiva", "breathing exercises", "trago agua", "me lastima el zapato",
     "self esteem", "harmony", "se viste", "strong", "bathroom", "calm"],
)  # fmt: skip
def test_an_everyday_word_raises_no_alarm(client, query):
    for language in ("", "/es"):
        assert not soup(client, f"{language}/search/?{urlencode({'q': query})}").select(
            "main .notice"
        )


def test_a_group_of_words_that_staff_add_is_known_at_once(client):
    assert hits(client, "trampoline") == []
    group = Synonyms.objects.create(language="en", words="trampoline, autism")
    assert hits(client, "trampoline")[0] == f"{OT}autism/"
    assert f"/es{OT}autism/" not in hits(client, "trampoline", "/es")
    group.delete()
    assert hits(client, "trampoline") == []


def test_an_urgent_phrase_that_staff_add_is_known_at_once_in_both_languages(client):
    phrases = UrgentPhrases.objects.get(sign__name="u-poison")
    for language in ("", "/es"):
        assert not soup(client, f"{language}/search/?q=antifreeze").select("main .notice")
    phrases.phrases_es += ", antifreeze !dog"
    phrases.save()
    for language in ("", "/es"):
        assert soup(client, f"{language}/search/?q=antifreeze").select("main .notice")
        assert not soup(client, f"{language}/search/?q=antifreeze+dog").select("main .notice")


@pytest.mark.parametrize("words", ["", " , ,", "ot", "ot, OT", "ot, ", "ot, ther*py", "ot, !pt"])
def test_a_group_of_words_that_finds_nothing_is_refused(words):
    with pytest.raises(ValidationError):
        Synonyms(language="en", words=words).full_clean()


@pytest.mark.parametrize(
    "phrases",
    ["", " , \n", "!butter", "knife, !butter !spread", "da*ger", "* danger", "da*", "!butter*",
     "danger!", "knife, (gun)", "knife ! butter"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["phrases_en", "phrases_es"])
def test_urgent_phrases_that_search_cannot_read_are_refused(name, phrases):
    row = UrgentPhrases.objects.first()
    setattr(row, name, phrases)
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert list(refusal.value.message_dict) == [name]


def test_all_words_of_search_that_a_new_site_has_pass_their_own_rules():
    for row in [*Synonyms.objects.all(), *UrgentPhrases.objects.all()]:
        row.full_clean()


@pytest.mark.parametrize(
    "space", ["\u00a0", "\t", "\n", "\u2009", "\u200b", "\u3000", "  ", "\u2028"]
)
def test_whatever_separates_two_words_is_a_space(client, space):
    query = urlencode({"q": f"sensory{space}issues"})
    page = soup(client, f"/search/?{query}")
    assert page.select_one(".hits h2 a")["href"] == f"{OT}sensory-issues/"


@pytest.mark.parametrize("sign", ["\u00ad", "\u2060", "\u200e", "\ufeff"])
def test_a_sign_that_nobody_sees_parts_no_word(client, sign):
    page = soup(client, f"/search/?{urlencode({'q': f'aut{sign}ism'})}")
    assert page.select_one(".hits h2 a")["href"] == f"{OT}autism/"


def test_a_name_that_is_no_longer_verified_is_not_found(client):
    assert hits(client, "Essex")
    organization = CareManagementOrganization.objects.get(slug="essex")
    assert organization.name in soup(client, "/search/?q=essex").get_text()
    organization.name_verified = False
    organization.save()
    assert organization.name not in soup(client, "/search/?q=essex").get_text()


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


def test_nothing_found_offers_topics_and_a_person(client):
    page = soup(client, "/search/?q=qzxwvk")
    assert not page.select(".hits li")
    assert page.select(f'main a[href="{OT}autism/"]')
    assert page.select('main a[href="tel:18776527624"]')


def test_results_come_in_pages_and_an_odd_page_is_the_first_or_the_last(client):
    first = hits(client, "child")
    assert len(first) == 10
    second, last, *odd = (
        [
            link["href"]
            for link in soup(client, f"/search/?q=child&page={page}").select(".hits h2 a")
        ]
        for page in ("2", "999999999999", "x", "0", "-1")
    )
    assert len(second) == 10
    assert not set(first) & set(second)
    assert not set(first) & set(last)
    assert last
    assert odd == [first, last, last]


def test_what_staff_change_is_found_at_once(client):
    assert hits(client, "trampoline") == []
    question = Question.objects.first()
    question.question_en = "Does a trampoline help?"
    question.save()
    assert hits(client, "trampoline") == [f"/faq/#q-{question.anchor}"]


@pytest.mark.parametrize(("model", "name"), [(Moment, "title"), (Sign, "text")])
def test_a_changed_word_of_the_checklist_is_found_at_once(client, model, name):
    assert hits(client, "trampoline") == []
    row = model.objects.last()
    setattr(row, f"{name}_en", "The trampoline")
    row.save()
    assert hits(client, "trampoline") == ["/signs-checklist/"]


def test_what_was_changed_past_the_models_is_found_within_the_hour(client, monkeypatch):
    monkeypatch.setattr(freshness, "_indexes", {})
    assert hits(client, "trampoline") == []
    Question.objects.filter(pk=Question.objects.first().pk).update(question_en="A trampoline?")
    later = time.monotonic() + freshness.OLDEST
    monkeypatch.setattr(freshness.time, "monotonic", lambda: later)
    assert hits(client, "trampoline")


def test_search_answers_before_anybody_has_changed_a_page(client, monkeypatch):
    Stamp.objects.all().delete()
    cache.clear()
    monkeypatch.setattr(freshness, "_indexes", {})
    assert hits(client, "autism")


def test_search_is_kept_by_no_cache_and_sets_no_cookie(client):
    response = client.get("/search/?q=autism")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert BeautifulSoup(response.content, "html.parser").select_one("meta[name=robots]")


def test_every_page_has_a_search_box(client):
    for path in ("/", "/faq/", "/get-help/", "/nope/"):
        page = BeautifulSoup(client.get(path).content, "html.parser")
        box = page.select_one('header form[role=search][action="/search/"]')
        assert box.find("label", attrs={"for": "q"})
        assert box.select_one("input#q[name=q]")
