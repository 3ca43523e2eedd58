"""What search engines and other programs are told, and that it is what people read."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import override

from faq.models import Question
from services.models import CareManagementOrganization, ContactDetails, FirstCall, Topic
from tests.factories import confirm, publish

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).parents[2] / "static"
AUTISM = "/occupational-therapy/autism/"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def data_of(client, path) -> dict[str, dict]:
    page = BeautifulSoup(client.get(path).content, "lxml")
    blocks = [
        json.loads(block.string) for block in page.select('script[type="application/ld+json"]')
    ]
    return {block["@type"]: block for block in blocks}


def sitemap(client) -> dict[str, ElementTree.Element]:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {entry.find("s:loc", NAMES).text: entry for entry in tree}


def test_the_sitemap_has_every_page_in_both_languages_with_its_alternates(client, settings):
    entries = sitemap(client)
    english = ["/", "/faq/", "/get-help/", "/privacy/", "/accessibility/", "/occupational-therapy/"]
    english += ["/find-your-cmo/", "/glossary/", "/first-visit-card/", "/signs-checklist/"]
    english += ["/for-professionals/", "/first-visit-card/autism/"]
    english += ["/who-to-call/", "/try-today/", "/school-letter/", "/request-status/"]
    english += ["/my-childs-page/", "/what-changes-when/", "/get-help/safe/"]
    assert len(entries) == 2 * (len(english) + 8 + 10 + 5)
    for path in [*english, AUTISM]:
        both = {"en": settings.SITE_URL + path, "es": f"{settings.SITE_URL}/es{path}"}
        for address in both.values():
            alternates = {
                link.get("hreflang"): link.get("href")
                for link in entries[address].findall("x:link", NAMES)
            }
            assert alternates == both | {"x-default": both["en"]}


@pytest.mark.parametrize("method", ["trace", "options", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path",
    [
        "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/healthz", "/readyz", "/",
        "/search/?q=a", "/get-help/", "/accounts/", "/accounts/login/", "/admin/", "/nothing/",
    ],
)  # fmt: skip
def test_no_address_answers_a_method_that_no_page_needs(client, method, path):
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


def test_what_machines_read_takes_no_post(client):
    for path in ("/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/healthz"):
        assert client.post(path).status_code == 405


def is_indexed(response) -> bool:
    page = BeautifulSoup(response.content, "lxml")
    robots = page.select_one("meta[name=robots]")
    return robots is None or "noindex" not in robots["content"]


def test_no_search_engine_keeps_what_is_about_one_family(client, answers):
    assert not is_indexed(client.get("/get-help/thank-you/"))
    sent = client.post("/get-help/", answers, follow=True)
    assert b"We got your" in sent.content
    assert not is_indexed(sent)
    assert not is_indexed(client.post("/get-help/thank-you/", follow=True))


def test_the_checklist_is_found_and_what_was_ticked_is_not(client):
    for language in ("", "/es"):
        assert is_indexed(client.get(f"{language}/signs-checklist/"))
        ticked = f"{language}/signs-checklist/?child_age=3_to_5"
        assert not is_indexed(client.get(ticked))
        assert not is_indexed(client.get(f"{ticked}&sign=socks"))


def test_the_sitemap_dates_a_page_by_its_words_and_lists_no_page_that_is_withdrawn(
    client, settings
):
    Topic.objects.filter(address="autism").update(words_changed_on="2026-02-04")
    Topic.objects.filter(address="adhd").update(words_changed_on="2026-02-01")
    Question.objects.update(words_changed_on="2026-02-03")
    publish(*Topic.objects.filter(address__in=["autism", "adhd"]), *Question.objects.all())
    Topic.objects.get(address="behavior").withdraw()
    FirstCall.objects.update(checked_on="2026-03-04")
    entries = sitemap(client)
    dates = {
        address.removeprefix(settings.SITE_URL): entry.find("s:lastmod", NAMES).text
        for address, entry in entries.items()
    }
    assert dates[AUTISM] == dates[f"/es{AUTISM}"] == "2026-02-04"
    assert dates["/occupational-therapy/adhd/"] == "2026-02-03"  # of its questions
    assert dates["/faq/"] == "2026-02-03"
    assert dates["/who-to-call/"] == "2026-03-04"
    template = dates["/find-your-cmo/"]  # nobody has asked a CMO yet
    CareManagementOrganization.objects.filter(slug="essex").update(checked_on="2026-04-05")
    (found,) = [
        entry for address, entry in sitemap(client).items()
        if address == f"{settings.SITE_URL}/find-your-cmo/"
    ]  # fmt: skip
    assert found.find("s:lastmod", NAMES).text == "2026-04-05" != template
    assert not any("behavior" in address for address in entries)


def test_robots_are_kept_from_the_rooms_of_staff_and_shown_the_sitemap(client, settings):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("details", "contact"),
    [
        ({}, "https://njcmo.org"),
        ({"email": "hello@example.org"}, "mailto:hello@example.org"),
        (
            {"email": "hello@example.org", "security_email": "hole@example.org"},
            "mailto:hole@example.org",
        ),
    ],
    ids=["nothing known", "e-mail", "e-mail for security"],
)
def test_security_txt_says_whom_to_tell_and_has_not_expired(client, details, contact):
    ContactDetails.objects.create(id=1, **details)
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == contact
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert 0 < (expires - timezone.now()).days < 365
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_the_home_page_says_who_we_are_in_the_words_of_its_foot(client):
    for path in ("/", "/es/"):
        data = data_of(client, path)["Organization"]
        page = BeautifulSoup(client.get(path).content, "lxml")
        assert data["description"] in page.footer.get_text()
        assert (data["name"], data["url"]) == ("NJCMO", "https://njcmo.org")


def test_the_home_page_names_the_place_it_is_for_and_a_phone_once_it_is_known(client, settings):
    data = data_of(client, "/es/")
    assert data["Organization"]["areaServed"]["name"] == "New Jersey"
    assert data["Organization"]["sameAs"] == "https://njcmo.org"
    assert "telephone" not in data["Organization"]
    assert data["WebSite"]["url"] == f"{settings.SITE_URL}/es/"
    assert data["WebSite"]["publisher"]["@id"] == data["Organization"]["@id"]
    ContactDetails.objects.create(id=1, phone="973-555-0100")
    assert data_of(client, "/")["Organization"]["telephone"] == "973-555-0100"


@pytest.mark.parametrize("language", ["", "/es"])
def test_each_question_of_a_page_is_told_once_where_it_stands(client, language):
    paths = [f"{language}{topic.get_absolute_url()}" for topic in Topic.objects.all()]
    pages = [data_of(client, path).get("FAQPage", {}) for path in paths]
    told = [question["name"] for page in pages for question in page.get("mainEntity", [])]
    with override(language.strip("/") or "en"):
        assert sorted(told) == sorted(one.question for one in Question.objects.all())
    assert "FAQPage" not in data_of(client, f"{language}/faq/")


def test_links_in_an_answer_that_travels_alone_are_whole(client, settings):
    links = '<p><a href="/es/glossary/#iep">a</a> <a href="#q-x">b</a> <a href="tel:911">c</a></p>'
    question = Question.objects.get(anchor="autism-picky-eating")
    question.answer_en = question.answer_es = links
    question.save()
    publish(question)
    for language in ("", "/es"):
        data = data_of(client, f"{language}{AUTISM}")["FAQPage"]["mainEntity"]
        answers = [question["acceptedAnswer"]["text"] for question in data]
        (answer,) = [answer for answer in answers if ">a</a>" in answer]
        assert [link["href"] for link in BeautifulSoup(answer, "html.parser")("a")] == [
            f"{settings.SITE_URL}/es/glossary/#iep",
            f"{settings.SITE_URL}{language}/faq/#q-x",
            "tel:911",
        ]
        assert not [answer for answer in answers if 'href="/' in answer]


def test_the_questions_are_told_as_they_are_read(client):
    for path in (AUTISM, f"/es{AUTISM}"):
        data = data_of(client, path)["FAQPage"]
        page = BeautifulSoup(client.get(path).content, "lxml")
        read = {heading.get_text() for heading in page.select("summary h3")}
        assert {question["name"] for question in data["mainEntity"]} == read
        assert data["inLanguage"] == page.html["lang"]
        text = page.main.get_text()
        for question in data["mainEntity"]:
            answer = BeautifulSoup(question["acceptedAnswer"]["text"], "html.parser")
            for paragraph in answer.find_all("p"):
                assert paragraph.get_text() in text


def test_a_page_is_reviewed_for_machines_only_when_it_was(client):
    pages = data_of(client, AUTISM)
    assert "MedicalWebPage" not in pages
    assert not {"lastReviewed", "reviewedBy"} & set(pages["WebPage"])
    assert pages["WebPage"]["about"] == {"@type": "MedicalTherapy", "name": "Occupational therapy"}
    topic = Topic.objects.get(address="autism")
    confirm(topic, ["es"], reviewed_on=date(2026, 12, 1))
    assert "MedicalWebPage" not in data_of(client, AUTISM)
    data = data_of(client, f"/es{AUTISM}")["MedicalWebPage"]
    assert data["lastReviewed"] == "2026-12-01"
    assert data["reviewedBy"] == {
        "@type": "Person",
        "name": "Ana Ruiz",
        "honorificSuffix": "OTR/L",
        "jobTitle": "terapeuta ocupacional",
    }
    assert data["inLanguage"] == "es"
    assert data["url"].endswith(f"/es{AUTISM}")


def test_the_breadcrumbs_are_those_of_the_page(client):
    for path in (AUTISM, f"/es{AUTISM}", "/faq/", "/es/privacy/"):
        page = BeautifulSoup(client.get(path).content, "lxml")
        items = data_of(client, path)["BreadcrumbList"]["itemListElement"]
        assert [item["name"] for item in items] == [
            crumb.get_text() for crumb in page.select(".crumbs li")
        ]
        assert [item["item"].split("/", 3)[3] for item in items if "item" in item] == [
            link["href"].lstrip("/") for link in page.select(".crumbs a")
        ]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))


def test_no_text_can_end_the_block_that_it_stands_in(client):
    asked = Question.objects.get(anchor="ot-what-is-it")
    asked.question_en = "</script><b>x & y"
    asked.save()
    publish(asked)
    hub = "/occupational-therapy/"
    assert "</script><b>" not in client.get(hub).content.decode()
    assert any(
        question["name"] == "</script><b>x & y"
        for question in data_of(client, hub)["FAQPage"]["mainEntity"]
    )


def test_the_title_for_search_engines_is_that_of_its_language_and_the_h1_stays(client):
    topic = Topic.objects.get(address="autism")

    def heads(**texts):
        for name, text in texts.items():
            setattr(topic, name, text)
        topic.save()
        publish(topic)
        pages = [BeautifulSoup(client.get(f"{one}{AUTISM}").content, "lxml")
                 for one in ("", "/es")]  # fmt: skip
        return [(page.title.get_text(), page.title.get("lang"), page.h1.get_text())
                for page in pages]  # fmt: skip

    assert heads(
        title_en="Our title",
        search_title_en="Our title in NJ",
        title_es="Nuestro título",
        search_title_es="Nuestro título en NJ",
    ) == [
        ("Our title in NJ | NJCMO", None, "Our title"),
        ("Nuestro título en NJ | NJCMO", None, "Nuestro título"),
    ]
    assert heads(search_title_es="")[1] == ("Nuestro título | NJCMO", None, "Nuestro título")
    assert heads(title_es="")[1] == ("Our title | NJCMO", "en", "Our title")


@pytest.mark.parametrize("path", ["/", "/es/", AUTISM, f"/es{AUTISM}", "/es/faq/", "/get-help/"])
def test_a_shared_link_shows_the_title_the_description_and_a_picture(client, path):
    page = BeautifulSoup(client.get(path).content, "lxml")
    graph = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    assert f"{graph['og:title']} | NJCMO" == page.title.get_text()
    assert graph["og:description"] == page.select_one("meta[name=description]")["content"]
    assert graph["og:url"] == page.select_one("link[rel=canonical]")["href"]
    assert graph["og:locale"] == ("es_US" if path.startswith("/es/") else "en_US")
    image = r"http://127\.0\.0\.1:8000/media/share/[0-9a-f]{16}\.png"
    assert re.fullmatch(image, graph["og:image"])
    assert len(graph["og:image:alt"]) > len("NJCMO: ")
    assert page.select_one("meta[name='twitter:card']")["content"] == "summary_large_image"


def test_browsers_find_the_icons_where_they_look_for_them(client):
    page = BeautifulSoup(client.get("/es/").content, "lxml")
    for name, kind in (("/favicon.ico", "image/"), ("/apple-touch-icon.png", "image/png")):
        assert page.select_one(f"link[href='{name}']")
        answer = client.get(name)
        assert answer.getvalue()
        assert answer["Content-Type"].startswith(kind)


def test_who_meets_no_page_can_search_and_finds_whom_to_call(client):
    for language in ("", "/es"):
        answer = client.get(f"{language}/nothing/")
        assert answer.status_code == 404
        lost = BeautifulSoup(answer.content, "lxml").main
        assert lost.select_one(f"form[action='{language}/search/'] input[name=q]")
        for path in ("/who-to-call/", "/signs-checklist/", "/faq/"):
            assert lost.select_one(f"a[href='{language}{path}']")


def test_the_statements_name_the_contact_that_staff_have_entered(client):
    for path in ("/privacy/", "/accessibility/"):
        page = client.get(path).content.decode()
        assert "contact page of" in page
    ContactDetails.objects.create(id=1, email="hello@example.org", phone="973-555-0100")
    for path in ("/privacy/", "/es/privacy/", "/accessibility/", "/es/accessibility/"):
        page = BeautifulSoup(client.get(path).content, "lxml").main
        assert page.select('a[href="mailto:hello@example.org"]')
        assert page.select('a[href="tel:9735550100"]')
        assert "contact page" not in page.get_text()
