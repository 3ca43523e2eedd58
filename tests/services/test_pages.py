"""The pages that families read, with the starter content in them."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from lxml import html

from faq.models import Question
from njcmo_site.wording.reading import flesch_kincaid_grade
from services.models import CareManagementOrganization, County, Section, Topic, UrgentSign, kept
from services.names import with_numbers
from tests.factories import confirm, make_content, publish
from tests.queries import queries_of
from tests.services.citations import CITED

pytestmark = pytest.mark.django_db

HUB = "/occupational-therapy/"
TOPICS = ["autism", "adhd", "sensory-issues", "behavior", "speech-and-ot", "ot-vs-pt"]
COSTS = f"{HUB}costs/"
CHOOSING = f"{HUB}choosing-a-therapist/"
READING = [HUB, *(f"{HUB}{topic}/" for topic in TOPICS), COSTS, CHOOSING]
PAGES = ["/", *READING, "/faq/", "/get-help/", "/get-help/thank-you/"]
PAGES += [
    "/privacy/",
    "/accessibility/",
    "/glossary/",
    "/first-visit-card/",
    "/for-professionals/",
    "/search/?q=school",
]
PAGES += ["/try-today/", "/try-today/socks/", "/try-today/socks/?both=1"]
PAGES += ["/first-visit-card/adhd/"]
PAGES += ["/find-your-cmo/?county=essex", "/signs-checklist/", "/school-letter/"]
SHEETS = ["/my-childs-page/", "/what-changes-when/"]
PAGES += SHEETS
PAGES += ["/request-status/", "/get-help/safe/"]
PAGES += ["/signs-checklist/?child_age=6_to_8&sign=writing&sign=u-lost-skill"]
PAGES += [f"/es{path}" for path in PAGES]


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


@pytest.fixture
def make_topic():
    def make(**fields):
        texts = dict.fromkeys(("title_en", "short_title_en", "summary_en", "description_en"), "T")
        return Topic.objects.create(**texts | fields)

    return make


MOST_QUERIES = {
    "/": 2,
    HUB: 1,
    f"{HUB}autism/": 1,
    COSTS: 1,
    "/faq/": 2,
    "/get-help/": 5,
    "/get-help/thank-you/": 1,
    "/privacy/": 3,
    "/request-status/": 2,
    "/get-help/safe/": 3,
    "/es/occupational-therapy/autism/": 1,
    "/find-your-cmo/?county=essex": 2,
    "/try-today/": 1,
    "/try-today/socks/": 1,
    "/es/try-today/socks/?both=1": 1,
    "/glossary/": 3,
    "/school-letter/": 1,
    "/my-childs-page/": 1,
    "/what-changes-when/": 1,
    "/signs-checklist/?child_age=6_to_8": 2,
    "/signs-checklist/?sign=writing&sign=calm": 3,
    "/search/?q=sensory": 1,
    "/search/?q=xylophone": 1,
    "/es/faq/": 2,
    "/sitemap.xml": 2,
    "/healthz": 0,
}


def test_a_page_costs_a_handful_of_queries_however_much_there_is_to_show(client):
    make_content(0)
    few = {path: queries_of(client, path) for path in MOST_QUERIES}
    assert {path: number for path, number in few.items() if number > MOST_QUERIES[path]} == {}
    make_content(*range(1, 31))
    assert {path: queries_of(client, path) for path in MOST_QUERIES} == few


def retitled(rows):
    row = rows.first()
    row.title = "An unheard-of source"
    row.save()


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.sections.last().delete(),
        lambda page: page.urgent_signs.add(*UrgentSign.objects.all()),
        lambda page: page.related.clear(),
        lambda page: page.approaches.first().delete(),
        lambda page: retitled(page.sources.exclude(approaches=None)),
    ],
    ids=["section", "urgent signs", "related", "approach", "source"],
)
def test_whatever_part_of_a_page_changes_its_readers_see_it_once_it_is_published(client, change):
    before = client.get(f"{HUB}autism/").content
    page = Topic.objects.get(address="autism")
    publish(page)
    assert client.get(f"{HUB}autism/").content == before
    change(page)
    kept._rows.clear()  # as after a start
    assert client.get(f"{HUB}autism/").content == before
    publish(page)
    assert client.get(f"{HUB}autism/").content != before


@pytest.mark.parametrize(
    "delete",
    [lambda page: page.questions.first().delete(), lambda page: page.delete()],
    ids=["question", "page"],
)
def test_what_is_deleted_is_read_no_longer(client, delete):
    before = client.get(f"{HUB}autism/").content
    Section.objects.update(links_to=None)
    assert client.get(f"{HUB}autism/").content == before
    delete(Topic.objects.get(address="autism"))
    assert client.get(f"{HUB}autism/").content != before


@pytest.mark.parametrize("path", [f"{HUB}{topic}/" for topic in TOPICS[:6]])
def test_before_the_folds_a_topic_is_read_in_seven_minutes_and_its_research_is_folded(client, path):
    page = soup(client, path).main
    assert page.select("#approaches details .approaches dd")
    for part in page.select(f"nav, .sources, .next, script, #questions, details, {CITED}"):
        part.decompose()
    assert 900 < len(page.get_text(" ").split()) < 1500


@pytest.mark.parametrize(
    "path", [*READING, "/privacy/", "/accessibility/", "/school-letter/", *SHEETS]
)
def test_a_page_reads_at_grade_eight_or_lower(client, path):
    main = soup(client, path).main
    for part in main.select("nav, .sources, .permalink"):
        part.decompose()
    assert flesch_kincaid_grade(str(main)) <= 8


def test_the_answers_read_at_grade_eight_or_lower(client):
    answers = soup(client, "/faq/").select(".answer")
    assert answers
    for answer in answers:
        answer.find_all("p")[-1].decompose()  # the link to the answer
        assert flesch_kincaid_grade(str(answer)) <= 10, answer
    assert flesch_kincaid_grade(str(soup(client, "/faq/").main)) <= 8


def test_a_hard_text_is_told_from_an_easy_one():
    easy = "<p>The cat sat. The dog ran to him.</p>"
    hard = "<p>Multidisciplinary evaluations characteristically necessitate documentation.</p>"
    assert flesch_kincaid_grade(easy) < 2
    assert flesch_kincaid_grade(hard) > 20


def test_the_hub_has_its_headed_sections_in_order(client):
    headings = [heading.get_text() for heading in soup(client, HUB).select("main h2")]
    sections = [
        "What Pediatric Occupational Therapy Means for Children",
        "Signs a Child May Benefit from Therapy",
        "What Happens in Occupational Therapy Sessions",
        "How Long Children Typically Need Therapy",
        "Explaining Occupational Therapy to Kids",
        "The Difference Between Occupational Therapy and Physical Therapy",
        "Different Types of Pediatric Occupational Therapy",
        "NJCMO’s Role in Supporting Families",
        "FAQs About Pediatric Occupational Therapy",
    ]
    assert [heading for heading in headings if heading in sections] == sections


def test_each_section_of_the_hub_leads_to_its_topic(client):
    page = soup(client, HUB)
    led = {
        section["id"]: section.select_one("a.linkout")["href"].removeprefix(HUB).strip("/")
        for section in page.select("section.piece")
        if section["id"] != "topics" and section.select_one("a.linkout")
    }
    assert led == {
        "signs": "autism",
        "sessions": "adhd",
        "how-long": "sensory-issues",
        "explaining": "speech-and-ot",
        "ot-pt": "ot-vs-pt",
        "types": "behavior",
    }


def test_the_hub_lists_its_pages_and_those_about_no_condition_come_after_the_topics(client):
    page = soup(client, HUB)
    assert page.find(id="topics-h").get_text() == "All pages on this subject"
    listed = [link["href"] for link in page.select("#topics a.linkout")]
    assert listed == [*(f"{HUB}{topic}/" for topic in TOPICS), COSTS, CHOOSING]


def test_the_hub_answers_its_five_questions_from_the_rows_of_the_faq(client):
    hub, faq = soup(client, HUB), soup(client, "/faq/")
    answers = [answer["id"] for answer in hub.select(".answer")]
    assert len(answers) == 5
    assert set(answers) <= {answer["id"] for answer in faq.select(".answer")}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_complete(client, topic):
    page = soup(client, f"{HUB}{topic}/")
    assert 5 <= Section.objects.filter(topic__address=topic).count() <= 8
    assert 1 <= len(page.select(".callout.sky li")) <= 5
    assert len(page.select("#sources li")) >= 3
    assert len(page.select("#questions .answer")) == 6
    assert page.select("#urgent li")
    assert "A clinician has not reviewed this page yet." in page.select_one(".reviewed").get_text()
    assert f"?concerns={topic}" in page.select_one(".next a.gold")["href"]


def test_the_questions_page_has_all_of_them_by_category(client):
    page = soup(client, "/faq/")
    assert len(page.select("details")) == Question.objects.count() >= 25
    assert len(page.select("h2")) >= 5


def test_a_link_to_an_answer_points_inside_its_details(client):
    answers = soup(client, "/faq/").select(".answer")
    assert len(answers) == Question.objects.count() > 0
    for answer in answers:
        assert answer.parent.name == "details"
        assert answer.select_one("a.permalink")["href"] == f"#{answer['id']}"
        assert not answer.parent.get("id")


def test_what_cannot_wait_is_printed_in_the_words_of_its_row_most_urgent_first(client):
    items = soup(client, f"{HUB}autism/").select("#urgent li")
    printed = [item.get_text().strip() for item in items]
    levels_by_words = {with_numbers(sign.advice): sign.level for sign in UrgentSign.objects.all()}
    levels = [levels_by_words[advice] for advice in printed]
    assert len(levels) == 13
    assert levels == sorted(levels)


def test_every_number_of_the_urgent_advice_can_be_tapped(client):
    items = soup(client, f"{HUB}behavior/").select("#urgent li")
    assert [item for item in items if item.select("a[href^='tel:']")]
    for item in items:
        numbers = re.findall(r"\b(?:911|988|1-\d{3}-\d{3}-\d{4})\b", item.get_text())
        assert [link.get_text() for link in item.find_all("a")] == numbers


def test_the_comparison_is_a_real_table(client):
    table = soup(client, f"{HUB}ot-vs-pt/").table
    assert [cell["scope"] for cell in table.thead.find_all("th")] == ["col"] * 3
    assert len(table.tbody.find_all("tr")) >= 7
    for row in table.tbody.find_all("tr"):
        assert [cell.name for cell in row.find_all(True, recursive=False)] == ["th", "td", "td"]


def links_and_anchors(client, path) -> tuple[set[str], set[str]]:
    """By lxml and not as soup: of two hundred pages."""
    response = client.get(path)
    assert response.status_code == 200, path
    page = html.fromstring(response.content)
    return set(page.xpath("//a/@href")), set(page.xpath("//@id"))


def test_no_link_of_a_page_leads_nowhere(client):
    links, anchors = set(), {}
    for path in PAGES:
        linked, anchors[path] = links_and_anchors(client, path)
        links |= {(path, link) for link in linked}
    for path, link in sorted(links):
        target, _, anchor = link.partition("#")
        if target.startswith(("tel:", "https:", "http:")) or target.endswith("/get-help/leave/"):
            continue
        target = target or path
        if target not in anchors:
            _links, anchors[target] = links_and_anchors(client, target)
        assert not anchor or anchor in anchors[target], (path, link)


@pytest.mark.parametrize("address", ["adhd", "costs"])
def test_a_page_that_is_not_published_is_not_found_and_nobody_links_to_it(client, address):
    path = f"{HUB}{address}/"
    assert soup(client, HUB).select(f'[href="{path}"]')
    Topic.objects.get(address=address).withdraw()
    assert client.get(path).status_code == 404
    for page in ("/", HUB, f"{HUB}autism/"):
        links = [f'{place}[href="{path}"]' for place in (".linkout", ".btn", ".day ")]
        assert not soup(client, page).select(", ".join(links))


def test_the_topics_of_a_hub_that_is_not_published_are_not_found(client):
    Topic.objects.get(hub=None).withdraw()
    assert client.get(f"{HUB}autism/").status_code == 404
    assert client.get("/").status_code == 200


def test_no_section_leads_to_a_topic_whose_hub_is_not_published(client, make_topic):
    hub = make_topic(address="speech-therapy")
    topic = make_topic(hub=hub, address="stuttering", title_en="When a child stutters")
    section = Section.objects.filter(topic__address="autism").first()
    section.links_to = topic
    section.save()
    publish(topic, section.topic)
    assert "stutters" not in soup(client, f"{HUB}autism/").get_text()
    publish(hub)
    assert "stutters" in soup(client, f"{HUB}autism/").get_text()


def test_staff_can_add_a_second_hub_with_topics_of_its_own(client, make_topic):
    hub = make_topic(address="speech-therapy", short_title_en="Speech therapy")
    topic = make_topic(hub=hub, address="autism", title_en="Speech therapy and autism")
    publish(hub, topic)
    assert "Speech therapy" in soup(client, "/").select_one("nav.menu").get_text()
    page = soup(client, "/speech-therapy/autism/")
    assert page.h1.get_text() == "Speech therapy and autism"
    assert soup(client, f"{HUB}autism/").h1.get_text() != page.h1.get_text()


@pytest.mark.parametrize(
    "address",
    ["admin", "accounts", "faq", "get-help", "glossary", "search", "healthz", "static", "es", "en"],
)
def test_a_hub_cannot_take_the_address_of_another_page(address):
    with pytest.raises(ValidationError, match="belongs to another page"):
        Topic(address=address, title_en="T").clean()


def test_a_hub_may_have_any_address_that_leads_nowhere_yet(client, make_topic):
    topic = make_topic(address="speech-therapy", title_en="Speech")
    topic.clean()
    publish(topic)
    assert soup(client, "/speech-therapy/").h1.get_text() == "Speech"


def test_a_topic_stands_under_a_hub_and_not_under_a_topic(make_topic):
    autism = Topic.objects.get(address="autism")
    with pytest.raises(ValidationError):
        Topic(hub=autism, address="deeper").clean()
    alone = make_topic(address="alone")
    alone.hub = alone
    with pytest.raises(ValidationError):
        alone.clean()
    autism.hub.hub = make_topic(address="another-hub")
    with pytest.raises(ValidationError):
        autism.hub.clean()


def test_a_reviewed_page_names_its_reviewer(client):
    confirm(Topic.objects.get(address="autism"), ["en"], reviewed_on=date(2026, 12, 1))
    line = soup(client, f"{HUB}autism/").select_one(".reviewed").get_text()
    reviewer = "Ana Ruiz, OTR/L (occupational therapist)"
    assert f"Reviewed by {reviewer} on December 1, 2026." in " ".join(line.split())
    assert "has not reviewed" not in line


def test_an_opening_is_five_short_lines_at_most():
    topic = Topic.objects.get(address="autism")
    for lines in ("a\n" * 6, "a" * 200):
        topic.short_version_en = lines
        with pytest.raises(ValidationError, match="short_version_en"):
            topic.full_clean()


def test_every_county_has_one_organization():
    assert County.objects.count() == 21
    assert CareManagementOrganization.objects.count() == 15
    assert {"atlantic", "warren", "cape-may"} <= set(County.objects.values_list("slug", flat=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        County.objects.update(care_management_organization=None)


@pytest.mark.parametrize("path", ["/nope/", "/occupational-therapy/nope/", "/a/b/c/", "/%01/%ff/"])
def test_an_address_that_does_not_exist_is_answered_with_ways_on(client, path):
    response = client.get(path)
    assert response.status_code == 404
    page = BeautifulSoup(response.content, "lxml")
    assert page.h1.get_text() == "This page is the other sock"
    assert page.select(f'main a[href="{HUB}"]')
    assert not page.select('link[rel="canonical"]')


def test_a_site_without_any_content_still_stands(client):
    Question.objects.all().delete()
    Section.objects.all().delete()
    Topic.objects.exclude(hub=None).delete()
    Topic.objects.all().delete()
    assert client.get("/").status_code == 200
    assert client.get("/faq/").status_code == 200
    assert client.get("/get-help/").status_code == 200
