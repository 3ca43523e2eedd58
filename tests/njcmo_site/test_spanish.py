"""The whole site in Spanish: each page has its twin, and both say the same."""

import csv
import gettext
import re
import shutil
import subprocess
import uuid
from io import BytesIO
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.utils import timezone
from lxml import html

from njcmo_site.management.commands.load_starter_content import FOLDER
from njcmo_site.sitemaps import SITEMAPS
from njcmo_site.wording.reading import fernandez_huerta
from referrals.models import Count, IntakeSettings, Referral
from services.models import ContactDetails, Topic
from tests.factories import publish, valid_answers

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "njcmo_site/locale/es/LC_MESSAGES"
FOR_STAFF_OR_MACHINES = {
    "^accounts/",
    "^admin/",
    "^admin/desk/",
    "^admin/guide/",
    "^admin/guide/(?P<name>[-a-zA-Z0-9_]+)/",
    "^admin/health/",
    "^admin/heard/",
    "^admin/hints/",
    "^admin/newer\\-words/",
    "^admin/reviews/",
    "^admin/spanish/",
    "^healthz",
    r"^media/(?P<path>[0-9a-f]{20}/(?:[0-9]{3,4}\.(?:avif|webp|jpg)|share\.jpg))",
    r"^media/share/(?P<name>[0-9a-f]{16})\.png",
    "^readyz",
    "^robots\\.txt",
    "^sitemap\\.xml",
    "^\\.well\\-known/security\\.txt",
}
# What is the same in both languages, beside names of counties and what is marked as English.
NAMES = {"NJCMO", "PerformCare", "PerformCare 1-877-652-7624", "njcmo.org", "Error:", "English"}
NAMES |= {"Español", "parentcenterhub.org", "(PDF),", "(TTY", "NJ FamilyCare"}
NAMES |= {"CMO", "IEP", "EPSDT", "DDD", "Early Intervention", "Family Support Organization"}
NAMES |= {"Division of Developmental Disabilities", "Special Child Health Services,"}
NAMES |= {"Autism New Jersey", "(800.4.AUTISM)", "Legal Services of New Jersey", "2NDFLOOR"}
NAMES |= {"SPAN", "DDD,", "Special Child Health Services", "ext. 8305."}
NAMES |= {"Mobile Response", "care management organization", "CMO", "Poison Help"}
NAMES |= {"No"}  # the answer
NAMES |= {"911 · 988 · PerformCare 1-877-652-7624 ·"}


SOURCES = csv.DictReader((FOLDER / "sources.csv").read_text().splitlines())
NAMES |= {source["organization"] for source in SOURCES}

# Pages that no search engine is told of.
FURTHER = ["/get-help/thank-you/", "/signs-checklist/", "/signs-checklist/?child_age=6_to_8"]
FURTHER += ["/signs-checklist/?child_age=under_3&sign=eat-self&sign=u-lost-skill&sign=food-few"]
FURTHER += ["/helpful/faq/", "/helpful/occupational-therapy/autism/", "/helpful/thank-you/faq/"]
FURTHER += ["/find-your-cmo/?county=essex", "/find-your-cmo/?county=mercer", "/search/"]


def twin(path):
    return f"/es{path}"


def public_paths() -> list[str]:
    """The English address of every page that families can find."""
    paths = [
        urlsplit(url["location"]).path
        for sitemap in SITEMAPS.values()
        for url in sitemap().get_urls()
    ]
    return sorted(path for path in paths if not path.startswith("/es/"))


def sent(prefix) -> list:
    """The answers to a family that helps another one, sends twice, takes back, and is too many.

    At one moment, so that each language has as many minutes to wait, however slow the machine is.
    """
    with mock.patch("django.utils.timezone.now", return_value=timezone.now()):
        return sent_at_once(prefix)


def sent_at_once(prefix) -> list:
    IntakeSettings.objects.update_or_create(id=1, defaults={"tell_families": True})
    ContactDetails.objects.update_or_create(id=1, defaults={"phone": "609-555-0100"})
    Count.objects.all().delete()  # so that both languages have the same time to wait
    client = Client()
    page, thanks = f"{prefix}/get-help/", f"{prefix}/get-help/thank-you/"
    answers = valid_answers() | {"page_number": str(uuid.uuid4()), "relationship": "professional"}
    answers["family_name"] = "Ana Díaz"
    for message in ("one", "another"):
        client.post(page, answers | {"message": message})
    found = [client.get(thanks)]
    client.post(thanks)
    found.append(client.get(thanks))
    with mock.patch("referrals.families.limits.REQUESTS_AN_HOUR", 0):
        found.append(client.post(page, valid_answers() | {"message": ""}))
    for answer in found[:2]:
        answer.content = re.sub(rb"<b [^>]*>(?:\w{4}-)?\w{4}</b>", b"", answer.content)
    return found


@pytest.fixture(scope="module")
def answered(new_site_again) -> list[tuple[str, bytes, bytes]]:
    """(address, English, Spanish) of every page, and of every answer to a form and to a mistake."""
    refused = {"phone": "973 24", "contact_method": "phone"}
    client = Client()
    with new_site_again():
        answers = [
            (path, client.get(path), client.get(twin(path)))
            for path in [*public_paths(), *FURTHER, "/nope/"]
        ]
        answers.append(
            (
                "refused",
                client.post("/get-help/", refused),
                client.post("/es/get-help/", refused),
            )
        )
        answers += zip(["sent", "taken back", "too many"], sent(""), sent("/es"), strict=True)
    return [(path, english.content, spanish.content) for path, english, spanish in answers]


@pytest.fixture
def pages(answered) -> list[tuple[str, BeautifulSoup, BeautifulSoup]]:
    """The same, for one test to take apart."""
    return [
        (path, BeautifulSoup(english, "lxml"), BeautifulSoup(spanish, "lxml"))
        for path, english, spanish in answered
    ]


def facts(page) -> dict:
    """What must not depend on the language."""
    # What leads from one language to the other is different by its nature, and so is a request.
    for switch in page.select(
        ".request-number, .lang, #language, link[rel=canonical], link[rel=alternate], .vh"
    ):
        switch.decompose()
    for data in page.select("script, meta, style"):
        data.decompose()
    links = [link["href"] for link in page.find_all("a", href=True)]
    found = {
        "ids": [part["id"] for part in page.select("[id]")],
        "headings": [heading.name for heading in page.find_all(re.compile("^h[1-6]$"))],
        "links": sorted(re.sub(r"^/es(?=/)", "", link) for link in links),
        "dates": [time["datetime"] for time in page.find_all("time")],
        "answers": [
            (field["name"], field.get("value"), field.get("type"))
            for field in page.select("form [name]")
            if field["name"] not in {"csrfmiddlewaretoken", "page_number", "page_opened"}
        ],
        "choices": [option["value"] for option in page.find_all("option")],
        "pictures": [picture["src"] for picture in page.find_all("img")],
        "list items": len(page.find_all("li")),
    }
    # 988 has a key of its own for Spanish; test_spanish_content.py compares the urgent advice.
    urgent = [f"[aria-labelledby={name}]" for name in ("urgent-h", "now", "first", "soon")]
    for advice in page.select(", ".join([*urgent, ".urgent-rows"])):
        advice.decompose()
    numbers = " ".join(page.find_all(string=True))
    numbers = numbers.replace("pregunte por los menores de 5", "")  # “about younger children”
    return found | {"numbers": sorted(re.findall(r"\d+", numbers))}


def words(page) -> set[str]:
    """Every text that a person reads or hears, but for what is marked as the other language."""
    other = "es" if page.html["lang"] == "en" else "en"
    for part in page.select(f"body [lang={other}]"):
        part.decompose()
    for data in page.find_all("script"):
        data.decompose()
    texts = [text.strip() for text in page.find_all(string=True)]
    texts += [part["aria-label"] for part in page.select("[aria-label]")]
    texts += [part["alt"] for part in page.select("img[alt]")]
    texts += [
        part["content"]
        for part in page.select(
            "meta[name=description], [property='og:title'], [property='og:image:alt']"
        )
    ]
    # Acronyms of American programs, which keep theirs, and addresses of web sites.
    same = r"\([A-Z]{2,6}\)|[\w.-]+\.(org|com|gov|net)"
    return {
        text for text in texts if re.search(r"[A-Za-z]{2}", text) and not re.fullmatch(same, text)
    }


def test_only_pages_for_staff_and_machines_have_no_twin():
    alone = {
        pattern.pattern.regex.pattern.removesuffix("\\Z").removesuffix("$")
        for pattern in get_resolver().url_patterns
        if not (
            isinstance(pattern, URLResolver) and isinstance(pattern.pattern, LocalePrefixPattern)
        )
    }
    assert alone == FOR_STAFF_OR_MACHINES


def test_both_languages_of_every_page_have_the_same_parts_links_numbers_and_choices(pages):
    assert len(pages) >= 15
    for path, english, spanish in pages:
        ours, theirs = facts(english), facts(spanish)
        for name in ours:
            assert theirs[name] == ours[name], (path, name)


def test_no_page_has_an_untranslated_sentence(client, pages):
    counties = set(
        re.findall(r'<option value="[a-z-]+">([^<]+)', client.get("/get-help/").content.decode())
    )
    for path, english, spanish in pages:
        assert spanish.html["lang"] == "es"
        assert words(spanish) & words(english) - NAMES - counties == {"html"}, path


def test_every_page_reads_easily_in_spanish(answered):
    for path, _english, spanish in answered:
        main = BeautifulSoup(spanish, "lxml").main
        for part in main.select("nav, .sources, .permalink, select, script, [lang=en]"):
            part.decompose()
        assert fernandez_huerta(str(main)) >= 70, path


def test_each_page_names_its_twin_and_itself(answered, settings):
    found = {path: (english, spanish) for path, english, spanish in answered}
    for path in public_paths():
        for address, page in zip((path, twin(path)), found[path], strict=True):
            links = {
                link.get("hreflang", "canonical"): link.get("href").removeprefix(settings.SITE_URL)
                for link in html.fromstring(page).xpath(
                    "//link[@rel = 'canonical' or @rel = 'alternate']"
                )
            }
            assert links == {
                "canonical": address,
                "en": path,
                "es": twin(path),
                "x-default": path,
            }


def test_the_switch_stays_on_the_page_and_keeps_the_query(client):
    page = BeautifulSoup(client.get("/faq/?a=1&b=%22%3E").content, "lxml")
    switches = page.select("a.lang")
    assert {link["href"] for link in switches} == {"/es/faq/?a=1&b=%22%3E"}
    assert {(link["lang"], link["hreflang"]) for link in switches} == {("es", "es")}
    back = BeautifulSoup(client.get("/es/faq/?a=1").content, "lxml").select_one("a.lang")
    assert (back["href"], back["lang"]) == ("/faq/?a=1", "en")


def test_the_address_alone_decides_the_language():
    client = Client(headers={"accept-language": "es"})
    client.cookies["django_language"] = "es"
    english = client.get("/faq/")
    spanish = Client(headers={"accept-language": "en"}).get("/es/faq/")
    assert b'<html lang="en">' in english.content
    assert b'<html lang="es">' in spanish.content
    for response in (english, spanish):
        assert "Accept-Language" not in response.get("Vary", "")
        assert not response.cookies
    assert (english["Content-Language"], spanish["Content-Language"]) == ("en", "es")


@pytest.mark.parametrize(
    "path", ["/es//evil.example/", "/es/%5cevil.example/", "//es//evil.example/"]
)
def test_the_switch_never_leads_off_the_site(client, path):
    page = BeautifulSoup(client.get(path).content, "lxml")
    links = page.select("a.lang")
    assert links
    for link in links:
        assert re.match(r"/(?![/\\\t])", link["href"]), link["href"]


@pytest.mark.parametrize("path", ["/en/faq/", "/es-mx/faq/", "/es/es/faq/", "/fr/", "/esfaq/"])
def test_a_language_that_the_site_does_not_have_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_page_without_spanish_is_shown_in_english_and_says_so(client):
    hub = Topic.objects.get(hub=None)
    names = ("title_en", "short_title_en", "summary_en", "description_en", "short_version_en")
    publish(Topic.objects.create(hub=hub, address="new", **dict.fromkeys(names, "Only in English")))
    page = BeautifulSoup(client.get("/es/occupational-therapy/new/").content, "lxml")
    for part in (page.title, page.h1, page.select_one(".lead"), page.select_one(".callout.sky ul")):
        assert part["lang"] == "en", part
    assert page.main.get_text().count("todavía no está en español") == 1
    hub_page = BeautifulSoup(client.get("/es/occupational-therapy/").content, "lxml")
    title = hub_page.select_one('.linkout[href="/es/occupational-therapy/new/"] b')
    assert (title["lang"], title.get_text()) == ("en", "Only in English")


def test_a_request_in_spanish_is_thanked_in_spanish_and_keeps_its_consent(client, answers):
    response = client.post("/es/get-help/", answers)
    assert (response.status_code, response["Location"]) == (303, "/es/get-help/thank-you/")
    assert "Recibimos su solicitud" in client.get(response["Location"]).content.decode()
    referral = Referral.objects.get()
    assert (referral.page_language, referral.consent_language) == ("es", "es")
    assert referral.consent_words in client.get("/es/get-help/").content.decode()


def test_a_refusal_in_spanish_says_what_to_do(client, answers):
    page = client.post("/es/get-help/", answers | {"phone": "12", "caregiver_name": ""})
    assert page.status_code == 422
    errors = [item.get_text() for item in soup_of(page).select(".summary-err li")]
    assert len(errors) == 2
    assert all(error.startswith("Escriba") for error in errors)


# The switch on the form -----------------------------------------------------------------------


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def typed(response) -> dict:
    """What a browser would send for the form as it stands on the page."""
    form = soup_of(response).select_one("form.form")
    sent = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name = field["name"]
        if field.get("type") in {"radio", "checkbox"} and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True)
            value = chosen["value"] if chosen else ""
        else:
            silent = "on" if field.get("type") == "checkbox" else ""
            value = field.get("value", silent) if field.name == "input" else field.get_text()[1:]
        sent.setdefault(name, []).append(value)
    return sent


def switch(client, form, language):
    path = "/es/get-help/" if language == "es" else "/get-help/"
    return client.post(path, form | {"switch_language": language})


def test_the_switch_keeps_every_answer_and_checks_nothing(client, answers):
    answers |= {"phone": "973 24", "caregiver_name": "", "consent": "on"}
    before = typed(client.get("/get-help/"))
    form = before | {name: value if isinstance(value, list) else [value]
                     for name, value in answers.items()}  # fmt: skip
    response = switch(client, form, "es")

    assert response.status_code == 200
    assert soup_of(response).html["lang"] == "es"
    assert not soup_of(response).select(".summary-err")
    again = typed(response)
    again.pop("csrfmiddlewaretoken")
    form.pop("csrfmiddlewaretoken")
    assert {name: value for name, value in again.items() if value != [""]} == {
        name: value for name, value in form.items() if value != [""]
    }
    assert not Referral.objects.exists()


def test_errors_that_were_showing_come_back_in_the_new_language_twice(client, answers):
    refused = client.post("/get-help/", answers | {"phone": "973 24", "caregiver_name": ""})
    form = typed(refused)
    spanish = switch(client, form, "es")
    assert spanish.status_code == 200
    assert [item.get_text() for item in soup_of(spanish).select(".summary-err li")] == [
        "Escriba su nombre",
        "Escriba un teléfono de EE. UU. de 10 dígitos, con el código de área primero",
    ]
    assert soup_of(spanish).title.get_text().startswith("Error:")
    english = switch(client, typed(spanish), "en")
    assert "Enter your name" in soup_of(english).select_one(".summary-err").get_text()
    kept = typed(english)
    for form_sent in (form, kept):
        form_sent.pop("csrfmiddlewaretoken")
    assert kept == form

    kept |= {"phone": ["973 555 0124"], "caregiver_name": ["Rosa Núñez"]}
    assert client.post("/get-help/", kept).status_code == 303
    assert str(Referral.objects.get().page_number) == answers["page_number"]


def test_enter_sends_and_the_switch_posts_to_the_other_address(client):
    page = soup_of(client.get("/get-help/"))
    buttons = page.select("form.form [type=submit]")
    assert [button.get("name") for button in buttons] == [None, "check", "switch_language"]
    assert buttons[2]["formaction"] == "/es/get-help/#language"
    assert page.select_one("#language") == buttons[2]


def test_the_header_of_the_form_switches_in_one_press_and_enter_does_not(client):
    page = soup_of(client.get("/get-help/"))
    first, *others = page.select("button[form=ask]")
    assert first.get("name") is None
    places = [button["formaction"] for button in others if button["name"] == "switch_language"]
    assert places == ["/es/get-help/", "/es/get-help/#language"]
    assert not page.select("a.lang")


@pytest.mark.parametrize("language", ["", "/es"])
def test_each_group_of_the_form_is_a_place_where_the_other_language_goes_on(client, language):
    page = soup_of(client.get(f"{language}/get-help/"))
    other = soup_of(client.get("/get-help/" if language else "/es/get-help/"))
    buttons = page.select(".group button[name=switch_language]")
    assert len(buttons) == len(page.select(".group")) - 1  # the last ends with the form's own
    for button in buttons:
        path, _sharp, place = button["formaction"].partition("#")
        assert path == ("/get-help/" if language else "/es/get-help/")
        group, same = button.find_parent("fieldset"), other.find(id=place).find_parent("fieldset")
        assert group.legend.get_text() != same.legend.get_text()
        assert group.select_one("input")["name"] == same.select_one("input")["name"]
        assert {button["value"], button["lang"]} == {other.html["lang"]}


KEEPS_WHAT_IS_TYPED = [
    "/request-status/",
    "/school-letter/",
    "/my-childs-page/",
    "/what-changes-when/",
]


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("path", KEEPS_WHAT_IS_TYPED)
def test_the_header_of_a_page_with_questions_takes_along_what_is_typed(client, path, language):
    page = soup_of(client.get(f"{language}{path}"))
    button = page.select_one("header button.lang")
    assert page.find(id=button["form"]).select("input[type=text], select")
    assert button["formaction"] == (path if language else f"/es{path}")
    assert button["name"] == "switch_language"
    first = page.select_one(f"button[form={button['form']}]")  # Enter presses the first one
    assert first.get("name") is None
    assert page.find(id="language")  # where the foot’s leads to
    assert page.select_one("footer button.lang")["formaction"].endswith("#language")
    assert not page.select("a.lang")


def test_a_switch_without_the_token_of_this_browser_keeps_all_but_the_tick(answers):
    client = Client(enforce_csrf_checks=True)
    response = switch(client, answers, "es")
    assert response.status_code == 200
    form = typed(response)
    assert "consent" not in form
    assert form["message"] == [answers["message"]]
    assert form["page_number"] == [answers["page_number"]]
    assert "marcar otra vez la casilla" in soup_of(response).select_one("#kept").get_text()


@pytest.mark.parametrize("language", ["", "fr", "<script>", "es" * 500])
def test_a_switch_to_nowhere_redraws_the_form_of_the_address(client, answers, language):
    response = client.post("/get-help/", answers | {"switch_language": language})
    assert response.status_code == 200
    assert soup_of(response).html["lang"] == "en"
    assert not Referral.objects.exists()


# The catalog ----------------------------------------------------------------------------------


def test_the_catalog_is_what_the_code_says_complete_and_compiled(tmp_path):
    for name in ("templates", "services", "faq", "referrals", "njcmo_site", "script"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run([tmp_path / "script/translations"], check=True, capture_output=True)

    made = tmp_path / "njcmo_site/locale/es/LC_MESSAGES/django.po"
    assert without_date(made) == without_date(CATALOG / "django.po")
    told = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", tmp_path / "made.mo", CATALOG / "django.po"],
        check=True,
        capture_output=True,
        text=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )
    assert re.fullmatch(r"\d+ translated messages\.", told.stderr.strip())
    compiled = [
        gettext.GNUTranslations(BytesIO(path.read_bytes()))._catalog
        for path in (tmp_path / "made.mo", CATALOG / "django.mo")
    ]
    assert compiled[0] == compiled[1]


def without_date(path) -> str:
    return re.sub(r'"POT-Creation-Date.*\n', "", path.read_text())
