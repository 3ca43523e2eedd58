"""A page whose sources and sections are known, and what is read of it."""

from bs4 import BeautifulSoup

from services.models import Section, Topic

# The numbers of sources and the days of rows, which nobody reads as words.
CITED = "sup, .checked, p:has(> [href^='#source:'])"
PATH = "/occupational-therapy/adhd/"


def page_with_sources() -> Topic:
    """With three sources, and sections that nothing cites yet."""
    topic = Topic.objects.get(address="adhd")
    topic.approaches.all().delete()
    topic.sources.all().delete()
    for number, (name, organization, year) in enumerate(
        [("one", "CDC", 2019), ("two", "AOTA", None), ("three", "A & B", 2020)], 1
    ):
        topic.sources.create(
            order=number,
            name=name,
            title=f"Study {number}",
            organization=organization,
            year=year,
            url=f"https://example.org/{number}",
            checked_on="2026-11-23",
        )
    for section in topic.sections.all():
        write(section, "<p>Nothing.</p>", "", "<p>Nada.</p>", "")
    return topic


def write(section: Section, body, more="", body_es="", more_es=""):
    section.body_en, section.more_en = body, more
    section.body_es, section.more_es = body_es or body, more_es or more
    section.evidence = "everyday"
    section.save()
    section.sources.clear()


def read(client, path=PATH):
    return BeautifulSoup(client.get(path).content, "lxml")


def errors(response) -> str:
    soup = BeautifulSoup(response.content, "lxml")
    return " ".join(one.get_text() for one in soup.select(".errorlist, .error-lines"))
