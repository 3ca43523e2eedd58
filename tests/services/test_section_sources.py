"""What a section rests on: some of the sources of its page."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from njcmo_site.filler import Filler
from services.citing import with_markers
from services.models import Given, Section, Source, Topic
from services.models.published import pages
from tests.factories import publish
from tests.services.citations import PATH, errors, page_with_sources, read, write
from tests.staff_pages import add, delete, form_at, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return page_with_sources()


# What a section rests on -----------------------------------------------------------------------


def test_a_section_says_its_sources_by_their_numbers_on_the_page(client, topic):
    first, second, *_ = topic.sections.all()
    first.sources.set(topic.sources.filter(name__in=["three", "one"]))
    topic.sections.update(evidence="")
    publish(topic)
    line = read(client).find(id=first.anchor).select_one("p.small")
    assert line.get_text(" ", strip=True).replace(" ,", ",") == "Sources: 1, 3"
    assert [link["href"] for link in line.select("a")] == ["#source:1", "#source:3"]
    spanish = read(client, f"/es{PATH}").find(id=first.anchor).select_one("p.small")
    assert spanish.get_text(" ", strip=True).startswith("Fuentes: 1")
    assert "Sources:" not in read(client).find(id=second.anchor).get_text()


def test_a_section_says_what_it_is_based_on(client, topic):
    with_source, without, *_ = topic.sections.all()
    topic.sections.filter(pk=with_source.pk).update(evidence="some")
    topic.sections.filter(pk=without.pk).update(evidence="everyday")
    with_source.sources.set(topic.sources.filter(name="two"))
    publish(topic)

    def line(section, path=PATH):
        found = read(client, path).find(id=section.anchor).select_one("p.small")
        return " ".join(found.get_text().split())

    assert line(with_source) == "Some research. Sources: 2"
    assert line(without) == "Everyday practice."
    assert line(with_source, f"/es{PATH}") == "Algún respaldo. Fuentes: 2"


@pytest.mark.parametrize("evidence", ["some", "official"])
def test_a_claim_without_its_source_is_refused(editor, topic, evidence):
    section = topic.sections.first()
    refused = save(editor, section, evidence=evidence, sources=[])
    assert "Choose the sources that say so" in errors(refused)
    source = topic.sources.get(name="two")
    assert save(editor, section, evidence=evidence, sources=[source.pk]).status_code == 302
    section.refresh_from_db()
    assert section.evidence == evidence


def test_whoever_edits_a_section_says_what_it_is_based_on(editor, topic):
    section = topic.sections.first()
    assert "This field is required." in errors(save(editor, section, evidence=""))
    assert save(editor, section, evidence="everyday", sources=[]).status_code == 302


def test_an_editor_picks_among_the_sources_of_the_page_and_sees_what_cites_each(editor, topic):
    section = topic.sections.first()
    shown = BeautifulSoup(editor.get(form_at(section)).content, "lxml")
    labels = [one.get_text(strip=True) for one in shown.select("#id_sources label")]
    assert labels == [
        "Study 1 (CDC, 2019): {{source:one}}",
        "Study 2 (AOTA, no year): {{source:two}}",
        "Study 3 (A & B, 2020): {{source:three}}",
    ]
    chosen = topic.sources.get(name="two")
    assert save(editor, section, sources=[chosen.pk]).status_code == 302
    assert list(section.sources.all()) == [chosen]


def test_a_source_of_another_page_is_refused(editor, topic):
    section = topic.sections.first()
    other = Topic.objects.get(address="autism").sources.first()
    assert "Select a valid choice." in errors(save(editor, section, sources=[other.pk]))
    assert not section.sources.exists()


def test_a_source_is_not_deleted_before_its_sections_have_left_it(editor, client, topic):
    section = topic.sections.first()
    section.sources.set(topic.sources.filter(name__in=["one", "two"]))
    publish(topic)
    refused = delete(editor, topic.sources.get(name="one"))
    assert f"section “{section}”: take its tick there" in refused.content.decode()
    section.sources.remove(topic.sources.get(name="one"))
    write(topic.sections.last(), "<p>Cited.{{source:one}}</p>")
    refused = delete(editor, topic.sources.get(name="one"))
    assert "{{source:one}} out of the text" in refused.content.decode()
    write(topic.sections.last(), "<p>Cited no longer.</p>")
    assert delete(editor, topic.sources.get(name="one")).status_code == 302
    assert [source.name for source in section.sources.all()] == ["two"]
    assert len(read(client).find(id=section.anchor).select("p.small a")) == 2, "an edition stays"
    publish(topic)
    (link,) = read(client).find(id=section.anchor).select("p.small a")
    assert (link["href"], link.get_text()) == ("#source:1", "1")


def test_a_page_is_restored_with_the_sources_of_its_sections(topic):
    section = topic.sections.first()
    write(section, "<p>Found.{{source:one}}</p>")
    section.sources.set(topic.sources.filter(name="one"))
    before = topic.content()
    topic.sources.all().delete()
    section.delete()
    topic.restore(before)
    assert topic.content() == before
    assert [source.name for source in topic.sections.first().sources.all()] == ["one"]


def test_what_changed_says_the_titles_of_the_sources(topic):
    before = topic.content()
    section = topic.sections.first()
    section.sources.set(topic.sources.filter(name__in=["one", "two"]))
    (changed,) = topic.differences(before, topic.content())
    assert changed["name"] == f"Section “{section}”"
    assert [(line["name"], line["now"]) for line in changed["lines"]] == [
        ("sources", [(True, "Study 1, Study 2")])
    ]
    assert topic.differs(before)


def test_the_sources_of_sections_cost_no_query_for_each(topic):
    def asked():
        publish(topic)
        with CaptureQueriesContext(connection) as queries:
            topic.content()
        return len(queries)

    before = asked()
    for section in topic.sections.all():
        section.sources.set(topic.sources.all())
    assert asked() == before


# Names -----------------------------------------------------------------------------------------


def test_a_source_without_a_name_gets_one_of_its_publisher_and_year(editor, topic):
    typed = {"title": "New", "organization": "AOTA", "year": "2020", "checked_on": "2026-01-02"}
    for _ in range(3):
        typed["url"] = "https://example.org/new"
        assert add(editor, "source", topic, **typed).status_code == 302
    names = topic.sources.filter(title="New").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["aota-2020", "aota-2020-2", "aota-2020-3"]


def test_a_name_that_another_source_of_the_page_has_is_refused(editor, topic):
    typed = {"title": "New", "organization": "AOTA", "checked_on": "2026-01-02", "name": "one"}
    refused = add(editor, "source", topic, url="https://example.org/new", **typed)
    assert "Another source of this page has this name." in errors(refused)
    assert topic.sources.count() == 3


def test_a_source_keeps_its_name(editor, topic):
    source = topic.sources.first()
    assert save(editor, source, name="other").status_code == 302
    source.refresh_from_db()
    assert source.name == "one"


def test_what_comes_with_the_site_is_named_by_its_key():
    assert Source.objects.get(topic__address="autism", name="novak").year == 2019
    assert not Source.objects.filter(name="").exists()


# What comes with the site ----------------------------------------------------------------------


def test_every_section_says_what_it_is_based_on_and_claims_have_their_sources():
    for section in Section.objects.prefetch_related("sources"):
        assert section.evidence, section.place
        assert section.evidence == "everyday" or section.sources.all(), section.place


def test_a_running_site_gets_the_sources_of_sections_that_staff_left_alone():
    before = {
        section.pk: list(section.sources.all())
        for section in Section.objects.filter(topic__address="autism")
    }
    ours, *others = Section.objects.filter(topic__address="autism", sources__gt=0).distinct()
    Section.sources.through.objects.all().delete()
    Given.objects.filter(key__endswith=" sources").delete()
    Section.objects.update(evidence="")
    Given.objects.filter(key__endswith=" evidence").delete()
    ours.body_en = "<p>Ours</p>"
    ours.save()
    call_command("load_starter_content", verbosity=0)
    assert not ours.sources.exists()
    assert others
    for section in others:
        assert list(section.sources.all()) == before[section.pk]
        section.refresh_from_db()
        assert section.evidence


def test_a_source_that_staff_cite_is_not_taken_away(topic):
    source = topic.sources.get(name="one")
    assert not Filler().is_needed(source)
    section = topic.sections.first()
    section.sources.add(source)
    assert Filler().is_needed(source)
    section.sources.clear()
    section.more_es = "<p>{{source:one}}</p>"
    section.save()
    assert Filler().is_needed(source)


def test_what_comes_with_the_site_cites_no_source_that_its_page_lacks():
    for topic in pages().values():
        content = Topic.objects.get(pk=topic.pk).content()
        Topic.objects.get(pk=topic.pk).refuse_what_leads_nowhere(content)


def test_both_languages_cite_the_same_sources_in_the_same_order():
    for topic in pages().values():
        for section in topic.sections.all():
            cited = []
            for language in ("en", "es"):
                with translation.override(language):
                    html = "".join(with_markers(section, column) for column in ("body", "more"))
                soup = BeautifulSoup(html, "html.parser")
                cited.append([link["href"] for link in soup.select("sup a")])
            assert cited[0] == cited[1], section.anchor
