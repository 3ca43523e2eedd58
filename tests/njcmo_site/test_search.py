"""What search finds, and what it answers to words of an emergency."""

import time
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import ValidationError

from faq.models import Question
from njcmo_site.search import freshness
from services.models import (
    CareManagementOrganization,
    Moment,
    Sign,
    Stamp,
    Synonyms,
    UrgentPhrases,
    UrgentSign,
)
from services.names import with_numbers
from tests.services.test_finding import soup

pytestmark = pytest.mark.django_db


def hits(client, query, language="") -> list[str]:
    page = soup(client, f"{language}/search/?q={query.replace(' ', '+')}")
    return [link["href"] for link in page.select(".hits h2 a")]


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
    assert with_numbers(advice) in [item.get_text() for item in page.select("main .notice li")]
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
