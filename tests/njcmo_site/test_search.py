"""What search finds, and what it answers to words of an emergency."""

import time
import tomllib
import unicodedata
from collections import Counter
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import override

from faq.models import Question, QuestionEdition
from njcmo_site.search import freshness
from njcmo_site.search.documents import plain
from njcmo_site.search.hits import FILE, telling
from njcmo_site.search.words import LONGEST_QUERY, plain_query, words_of
from njcmo_site.spanish.addresses import twin
from services.models import (
    Box,
    CareManagementOrganization,
    Moment,
    Sign,
    Stamp,
    Synonyms,
    UrgentPhrases,
    UrgentSign,
)
from services.names import with_numbers
from services.validators import phrases
from tests.factories import publish
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
        ("handwrit", "/try-today/writing/"),
        ("handwritting", "/try-today/writing/"),
        ("autisim", f"{OT}autism/"),
        ("terapist", f"{OT}choosing-a-therapist/"),
        ("speach", f"{OT}speech-and-ot/"),
        ("behaviour", f"{OT}behavior/"),
        ("OT", OT),
        ("occupational therapy", OT),
        ("AUTISM", f"{OT}autism/"),
        ("adhd", f"{OT}adhd/"),
        ("essex", "/find-your-cmo/?county=essex#found"),
        ("cmo", "/find-your-cmo/"),
        ("performcare", "/find-your-cmo/"),
        ("bergen cmo", "/find-your-cmo/?county=bergen#found"),
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
        ("berrinche", "/es/try-today/after-school/"),
        ("tdah", f"/es{OT}adhd/"),
        ("atencion", "/es/try-today/attention/"),
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
        ("berrinche", "rabieta", "/es"),
        ("tantrum", "meltdown", ""),
        ("pediatrician", "doctor", ""),
        ("quiet zippers", "quiet cremallera", ""),
        ("meltdown", "berrinche", "/es"),
    ],
)
def test_a_word_and_its_synonym_lead_to_the_same_page(client, query, other, language):
    assert hits(client, query, language)[0] == hits(client, other, language)[0]


def test_the_words_that_were_looked_for_are_marked(client):
    page = soup(client, "/search/?q=zipers")
    marks = {mark.get_text().lower() for mark in page.select(".hits mark")}
    assert marks <= {"zipper", "zippers"}
    assert marks


def test_no_space_parts_a_word_from_the_sign_behind_it():
    written = "<p>Call (<a href='/'>711</a>). <b>When</b>, <i>why</i>?</p>"
    assert plain(written) == "Call (711). When, why?"


def test_a_section_is_linked_straight(client):
    assert f"{OT}#sessions" in hits(client, "what happens in occupational therapy sessions")


HITS = tomllib.loads(FILE.read_text())["hits"]


@pytest.fixture
def index_of():
    """The index of a language, made once for all tests that change no page."""

    def of(language):
        with override(language):
            return freshness.index()

    return of


def without_accents(text):
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


@pytest.mark.parametrize("row", HITS, ids=lambda row: row["en"].strip()[:30])
def test_the_page_for_what_parents_ask_comes_first_in_each_writing_and_language(row, index_of):
    wrong = {}
    for language in ("en", "es"):
        for phrase in phrases(row["en"]) + phrases(row["es"]):
            for query in (
                phrase, without_accents(phrase), phrase.upper(), f"¿{phrase}?", f" {phrase} "
            ):  # fmt: skip
                first = index_of(language).search(plain_query(query))[0][0].url
                if first != twin(row["to"][0], language):
                    wrong[language, query] = first
    assert wrong == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_phrase_that_parents_ask_stands_in_two_rows(language):
    rows = [{telling(words_of(one), language) for one in phrases(row[language])} for row in HITS]
    counted = Counter(phrase for row in rows for phrase in row)
    assert [phrase for phrase, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_address_that_parents_are_led_to_can_be_found(language, index_of):
    found = {document.url for document in index_of(language).documents}
    assert {twin(address, language) for row in HITS for address in row["to"]} - found == set()


def test_all_that_can_be_found_is_there(client, index_of):
    """Of the counties one is asked for."""
    pages = {}
    for document in index_of("es").documents:
        path, _hash, anchor = document.url.partition("#")
        name = path.partition("?")[0]
        if name not in pages:
            pages[name] = {tag["id"] for tag in soup(client, path).select("[id]")}
        assert not anchor or anchor in pages[name], document.url


@pytest.mark.parametrize(
    ("query", "never", "language"),
    [
        ("immigration", "integration", ""),
        ("imigration", "integration", ""),
        ("medias", "administrada", "/es"),
        ("tae", "tea", "/es"),
        ("cautism", "autism", ""),
        ("auttizmo", "autism", ""),
    ],
)
def test_a_word_is_not_taken_for_one_that_is_only_a_little_like_it(client, query, never, language):
    page = soup(client, f"{language}/search/?q={query}")
    shown = [mark.get_text().casefold() for mark in page.select(".hits mark")]
    assert not [word for word in shown if word.startswith(never)]


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("activities", "activity"),
        ("noises", "noise"),
        ("botones", "botón"),
        ("lápices", "lápiz"),
        ("terapeutas", "terapeuta"),
        ("won't eat", "wont eat"),
        ("won’t eat", "wont eat"),
        ("How much does my kid’s OT cost?", "ot cost"),
    ],
)
def test_two_writings_of_the_same_are_one(client, query, same):
    for language in ("", "/es"):
        assert hits(client, query, language) == hits(client, same, language) != []


def test_a_question_of_any_length_gets_a_page(client):
    question = "Hello, my name is Maria and I live in a town near the sea. " * 3
    assert hits(client, f"{question} How much does occupational therapy cost?")
    page = soup(client, f"/search/?q={'my son is seven '.replace(' ', '+') * 20}+self+harm")
    assert page.select("main .notice li")


@pytest.mark.parametrize(
    "query", ["qzxwvk", "the", "   ", "'; DROP TABLE", "<script>alert(1)</script>", "%", "\u202e"]
)
def test_an_odd_query_is_no_error_and_harmless(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_a_very_long_query_is_cut(client):
    page = soup(client, "/search/?q=" + "autism+" * 500)
    assert len(page.find(id="search-words")["value"]) <= LONGEST_QUERY
    assert hits(client, "autism " * 500)[0] == f"{OT}autism/"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("he wants to die", "u-suicide"),
        ("se quiere morir", "u-suicide"),
        ("self-harm", "u-suicide"),
        ("self harm", "u-self-injury"),
        ("self\u2011harming", "u-suicide"),
        *(
            (query, "u-suicide")
            for query in (
                "self harm",
                "selfharm",
                "Self-Harm",
                "SELF HARM",
                "self\u2011harm",
                "self\u2013harm",
                "self\u2014harm",
                "self\u2010harm",
                "self_harm",
                "self/harm",
                "self\u00a0harm",
                "self\u00adharm",
                "self  harm?",
                "self-harms",
                "selfharming",
                "harms self",
                "autolesión",
                "autolesion",
                "AUTOLESIÓN",
                "auto-lesión",
                "autolesionarse",
                "mi hija se autolesiona",
            )
        ),
        ("late talking", "u-hearing"),
        ("no habla", "u-hearing"),
        ("chokes on food", "u-choke-meals"),
        ("se atraganta", "u-choke-meals"),
        ("crisis de desborde", "u-crisis"),
        ("mobile response", "u-crisis"),
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
     "self esteem", "harmony", "se viste", "strong", "bathroom", "calm", "no habla español",
     "self care", "mi hijo no habla inglés"],
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
    row = UrgentPhrases.objects.get(sign__name="u-poison")
    for language in ("", "/es"):
        assert not soup(client, f"{language}/search/?q=antifreeze").select("main .notice")
    row.phrases_es += ", antifreeze !dog"
    row.save()
    for language in ("", "/es"):
        assert soup(client, f"{language}/search/?q=antifreeze").select("main .notice")
        assert not soup(client, f"{language}/search/?q=antifreeze+dog").select("main .notice")


@pytest.mark.parametrize("words", ["", " , ,", "ot", "ot, OT", "ot, ", "ot, ther*py", "ot, !pt"])
def test_a_group_of_words_that_finds_nothing_is_refused(words):
    with pytest.raises(ValidationError):
        Synonyms(language="en", words=words).full_clean()


@pytest.mark.parametrize(
    "written",
    ["", " , \n", "!butter", "knife, !butter !spread", "da*ger", "* danger", "da*", "!butter*",
     "danger!", "knife, (gun)", "knife ! butter"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["phrases_en", "phrases_es"])
def test_urgent_phrases_that_search_cannot_read_are_refused(name, written):
    row = UrgentPhrases.objects.first()
    setattr(row, name, written)
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


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("qzxwvk", [OT, "/who-to-call/", f"{OT}autism/"]),
        ("zensoryes", [f"{OT}sensory-issues/", OT, "/who-to-call/"]),
    ],
)
def test_nothing_found_offers_the_three_nearest_pages_and_a_person(client, query, pages):
    page = soup(client, f"/search/?q={query}")
    assert not page.select(".hits li")
    assert [link["href"] for link in page.select("main ul:not(nav ul) a")][-3:] == pages
    assert page.select('main a[href="tel:18776527624"]')


def test_before_what_parents_ask_stand_the_signs_that_cannot_wait(client):
    page = soup(client, "/es/search/?q=crisis+de+desborde")
    first_link = page.select_one(".hits a")
    assert first_link["href"] == "/es/try-today/after-school/"
    assert first_link.find_previous(class_="notice")


def test_a_sign_for_the_doctor_leaves_the_pages_that_search_guesses(client):
    assert f"{OT}speech-and-ot/" in hits(client, "late talkign")


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
    assert odd == [first, first, first]


def test_what_staff_change_is_found_once_it_is_published(client):
    assert hits(client, "trampoline") == []
    question = Question.objects.first()
    question.question_en = "Does a trampoline help?"
    question.save()
    assert hits(client, "trampoline") == []
    publish(question)
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
    edition = Question.objects.first().live_edition()
    edition.content["fields"]["question_en"] = "A trampoline?"
    QuestionEdition.objects.filter(pk=edition.pk).update(content=edition.content)
    later = time.monotonic() + freshness.OLDEST
    monkeypatch.setattr(freshness.time, "monotonic", lambda: later)
    assert hits(client, "trampoline")


@pytest.mark.parametrize("rows", [Stamp, Box])
def test_search_answers_before_the_site_has_all_its_rows(client, monkeypatch, rows):
    rows.objects.all().delete()
    cache.clear()
    monkeypatch.setattr(freshness, "_indexes", {})
    assert hits(client, "autism")


def test_search_is_kept_by_no_cache_and_sets_no_cookie(client):
    response = client.get("/search/?q=autism")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert BeautifulSoup(response.content, "lxml").select_one("meta[name=robots]")


def test_every_page_has_a_search_box(client):
    for path in ("/", "/faq/", "/get-help/", "/nope/"):
        page = BeautifulSoup(client.get(path).content, "lxml")
        box = page.select_one('header form[role=search][action="/search/"]')
        assert box.find("label", attrs={"for": "q"})
        assert box.select_one("input#q[name=q]")
