"""The loader fills what is empty and never touches what staff wrote."""

import csv
import tomllib
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from faq.models import Question
from njcmo_site.filler import FILLED
from njcmo_site.given_keys import Keys, digest
from njcmo_site.management.commands.load_starter_content import FOLDER
from services.models import (
    Approach,
    Door,
    FirstCall,
    FixedText,
    Given,
    Moment,
    NextStep,
    Section,
    Sign,
    Source,
    Synonyms,
    Topic,
    UrgentPhrases,
)

pytestmark = pytest.mark.django_db
NAMED = Keys([])

CHECKLIST = (Sign, Moment, NextStep)


def load() -> str:
    told = StringIO()
    call_command("load_starter_content", stdout=told)
    return told.getvalue()


def given_before(row, **texts):
    """As if an earlier version had given this row these texts, and staff had left them alone."""
    type(row).objects.filter(pk=row.pk).update(**texts)
    for name, text in texts.items():
        given = Given.objects.filter(key=f"{NAMED.of(row)} {name}")
        was = digest(NAMED.canonical(text))
        assert given.update(stored=was, shipped=was) == 1


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in FILLED}


def test_loading_again_changes_nothing():
    before = everything()
    load()
    assert everything() == before


def test_every_text_fits_its_column():
    """SQLite takes longer ones; PostgreSQL does not, and the site would not start."""
    for model in FILLED:
        rows = model.objects.all()
        assert rows, model
        for row in rows:
            row.clean_fields()


def test_what_staff_wrote_stays():
    Topic.objects.filter(address="autism").update(title_en="Ours", short_version_en="")
    Section.objects.filter(anchor="signs").update(body_en="<p>Ours</p>")
    Question.objects.filter(anchor="ot-what-is-it").update(answer_en="<p>Ours</p>")
    UrgentPhrases.objects.filter(sign__name="u-poison").update(phrases_en="ours")
    Synonyms.objects.filter(words__startswith="ot,").update(words="ours, ot")
    Sign.objects.filter(slug="calm").update(text_en="Ours")
    NextStep.objects.filter(slug="teen").update(text_es="Nuestro")
    before = everything()
    load()
    assert everything() == before


def test_a_site_that_has_been_running_gets_the_checklist_and_keeps_the_rest():
    before = everything()
    Topic.objects.filter(address="autism").update(title_en="Ours", short_version_en="")
    Topic.objects.get(address="adhd").delete()
    for model in CHECKLIST:
        model.objects.all().delete()
    kept = everything()
    load()
    assert all(before.values())
    assert everything() == kept | {model: before[model] for model in CHECKLIST}


def test_a_site_that_has_been_running_gets_the_words_of_search_and_the_fixed_texts():
    def rows():
        return [
            sorted(Synonyms.objects.values_list("language", "words")),
            sorted(UrgentPhrases.objects.values_list("sign__name", "phrases_en", "phrases_es")),
            sorted(FixedText.objects.values_list("name", "place", "title_es", "text_en")),
        ]

    before = rows()
    for model in (Synonyms, UrgentPhrases, FixedText):
        model.objects.all().delete()
    load()
    assert all(before)
    assert rows() == before


def test_what_staff_took_away_does_not_come_back():
    Topic.objects.get(address="adhd").delete()
    Question.objects.filter(anchor="ot-what-is-it").delete()
    Approach.objects.filter(topic__address="autism").delete()
    Source.objects.filter(topic__address="autism").delete()
    Synonyms.objects.filter(language="es").delete()
    before = everything()
    load()
    assert everything() == before


def test_the_pages_of_a_hub_that_staff_took_away_do_not_come_back():
    autism = Topic.objects.filter(address="autism")
    autism.update(hub=None)
    Topic.objects.exclude(hub=None).delete()
    Topic.objects.exclude(pk=autism.get().pk).delete()
    load()
    assert list(Topic.objects.all()) == [autism.get()]


def test_an_empty_table_is_filled():
    before = everything()
    for model in (*CHECKLIST, Approach):  # they rest on others, which stay while these do
        model.objects.all().delete()
    Topic.objects.exclude(hub=None).delete()
    Door.objects.all().delete()
    for model in FILLED:
        model.objects.all().delete()
    load()
    after = everything()
    for model in FILLED:
        assert len(after[model]) == len(before[model])
    assert Topic.objects.get(address="autism").urgent_signs.count() == 13
    assert Topic.objects.get(address="autism").related.count() == 4
    assert Section.objects.filter(links_to__isnull=False).count() >= 6


def test_a_language_without_text_is_filled():
    section = Section.objects.get(topic__hub=None, anchor="signs")
    texts = dict.fromkeys(("heading_en", "short_heading_en", "body_en", "more_en", "link_words_en"))
    Section.objects.filter(pk=section.pk).update(**texts)
    load()
    section.refresh_from_db()
    assert section.heading_en == "Signs a Child May Benefit from Therapy"


def test_every_source_of_a_page_was_seen_at_the_original():
    sources = {
        row["key"] for row in csv.DictReader((FOLDER / "sources.csv").read_text().splitlines())
    }
    cited = {
        path: tomllib.loads(path.read_text()).get("sources", []) for path in FOLDER.rglob("*.toml")
    }
    assert any(cited.values())
    for path, keys in cited.items():
        assert set(keys) <= sources, path
        assert len(keys) == len(set(keys)), path


def hub_section(anchor):
    return Section.objects.get(topic__hub=None, anchor=anchor)


def test_a_text_that_staff_left_alone_becomes_what_a_later_version_ships():
    ours = hub_section("signs")
    given_before(ours, heading_en="Signs", body_en="<p>Old</p>", body_es="<p>Antes</p>")
    told = load()
    now = hub_section("signs")
    assert (now.heading_en, now.body_en, now.body_es) == (
        ours.heading_en,
        ours.body_en,
        ours.body_es,
    )
    assert now.behind_since is None  # the Spanish came with this English
    assert "Left as staff" not in told


def test_a_text_that_staff_wrote_stays_and_is_listed_once():
    section = hub_section("signs")
    given_before(section, heading_en="Signs", body_en="<p>Old</p>")
    Section.objects.filter(pk=section.pk).update(body_en="<p>Written by Edi</p>")
    told = load()
    now = hub_section("signs")
    assert (now.heading_en, now.body_en) == (section.heading_en, "<p>Written by Edi</p>")
    assert [line for line in told.splitlines() if line.startswith("Left as staff")] == [
        "Left as staff wrote it, though this version has newer words:"
        " section:topic:occupational-therapy/signs body_en"
    ]
    assert "Left as staff" not in load()


def test_spanish_that_staff_wrote_is_behind_english_that_was_renewed():
    section = hub_section("signs")
    given_before(section, heading_en="Signs", heading_es="Señales")
    Section.objects.filter(pk=section.pk).update(heading_es="Nuestro")
    load()
    assert hub_section("signs").made_from == {"heading": "Signs"}


def test_a_number_that_staff_left_alone_is_renewed_and_theirs_is_not():
    span, find = (FirstCall.objects.get(name=name) for name in ("span", "child-find"))
    given_before(span, phone="1-800-555-0100")
    given_before(find, phone="1-800-555-0101")
    FirstCall.objects.filter(pk=find.pk).update(phone="1-800-555-0102")
    load()
    assert FirstCall.objects.get(name="span").phone == span.phone
    assert FirstCall.objects.get(name="child-find").phone == "1-800-555-0102"


def test_a_question_moves_to_its_new_page_with_its_new_answer_unless_staff_moved_it():
    moves, stays = (Question.objects.get(anchor=name) for name in ("ot-cost", "ot-cost-school"))
    for question in (moves, stays):
        old = {"answer_en": "<p>Long</p>", "answer_es": "<p>Larga</p>"}
        given_before(question, topic=None, order=99, **old)
    Question.objects.filter(pk=stays.pk).update(topic=Topic.objects.get(address="autism"))
    load()
    now = Question.objects.get(pk=moves.pk)
    assert now.topic.address == "costs"
    assert (now.order, now.answer_en, now.answer_es, now.behind_since) == (
        moves.order,
        moves.answer_en,
        moves.answer_es,
        None,
    )
    assert Question.objects.get(pk=stays.pk).topic.address == "autism"


def test_a_row_that_a_later_version_brings_comes_to_a_running_site():
    call = FirstCall.objects.get(name="autism-nj")
    Given.objects.filter(key__startswith=NAMED.of(call)).delete()
    call.delete()
    load()
    assert FirstCall.objects.get(name="autism-nj").phone == call.phone


def test_a_section_that_a_later_version_drops_goes_unless_staff_wrote_in_it():
    topic = Topic.objects.get(address="autism")
    for anchor in ("old", "touched"):
        section = Section(topic=topic, anchor=anchor, heading_en="Old", body_en="<p>Old</p>")
        Given.objects.create(key=NAMED.of(section))
        for name in section.text_columns():
            stored = digest(getattr(section, name) or "")
            Given.objects.create(key=f"{NAMED.of(section)} {name}", stored=stored)
        section.save()
    topic.sections.filter(anchor="touched").update(heading_en="Written by Edi")
    told = load()
    assert not topic.sections.filter(anchor="old").exists()
    assert topic.sections.filter(anchor="touched").exists()
    assert "section:topic:topic:occupational-therapy/autism/touched" in told


def test_a_site_from_before_it_remembered_gets_new_words_where_nobody_touched_the_old():
    Given.objects.all().delete()
    span, find = (FirstCall.objects.filter(name=name) for name in ("span", "child-find"))
    cost = span.get().cost_en
    span.update(cost_en="We do not know the cost. Ask before you start.")
    find.update(cost_en="Ask us.")
    told = load()
    assert span.get().cost_en == cost
    assert find.get().cost_en == "Ask us."
    assert "firstcall:child-find cost_en" in told


def test_spanish_is_not_renewed_beside_english_that_staff_wrote():
    section = hub_section("signs")
    given_before(section, heading_en="Signs", heading_es="Señales")
    Section.objects.filter(pk=section.pk).update(heading_en="Written by Edi")
    told = load()
    assert hub_section("signs").heading_es == "Señales"
    assert "signs heading_es" in told


@pytest.mark.parametrize("english", ["as given", "Written by Edi"])
def test_spanish_that_alone_is_new_comes_where_staff_left_the_english(english):
    section = hub_section("signs")
    given_before(section, heading_es="Señales")
    if english != "as given":
        Section.objects.filter(pk=section.pk).update(heading_en=english)
    load()
    renewed = hub_section("signs").heading_es == section.heading_es
    assert renewed == (english == "as given")


def test_a_text_that_a_later_version_brings_fills_what_is_empty_and_nothing_else():
    span, find = (FirstCall.objects.filter(name=name) for name in ("span", "child-find"))
    cost = span.get().cost_en
    for call in (span, find):
        Given.objects.get(key=f"{NAMED.of(call.get())} cost_en").delete()
    span.update(cost_en="")
    find.update(cost_en="Ask us.")
    assert "firstcall:child-find cost_en" in load()
    assert (span.get().cost_en, find.get().cost_en) == (cost, "Ask us.")


def test_an_approach_stays_whose_source_staff_replaced():
    approach = Approach.objects.filter(topic__address="autism").first()
    Source.objects.filter(pk=approach.source_id).update(url="https://example.org/moved")
    load()
    assert Approach.objects.filter(pk=approach.pk).exists()


def test_a_source_that_staff_corrected_stays_when_a_later_version_drops_it():
    topic = Topic.objects.get(address="autism")
    source = Source(
        topic=topic, url="https://example.org/a", title="As given", checked_on=date(2026, 1, 1)
    )
    Given.objects.create(key=NAMED.of(source))
    Given.objects.create(key=f"{NAMED.of(source)} title", stored=digest("As given"))
    source.title = "Corrected by Edi"
    source.save()
    load()
    assert Source.objects.filter(pk=source.pk).exists()


def test_words_of_search_that_a_later_version_drops_go_though_others_begin_like_them():
    for words in ("zebra", "zebra crossing"):
        Given.objects.create(key=NAMED.of(Synonyms.objects.create(language="en", words=words)))
    load()
    assert not Synonyms.objects.filter(words__startswith="zebra").exists()


def test_a_source_that_a_later_version_drops_stays_while_an_approach_rests_on_it():
    topic = Topic.objects.get(address="autism")
    needed, other = (
        Source(topic=topic, url=f"https://example.org/{name}", checked_on=date(2026, 1, 1))
        for name in "ab"
    )
    for source in (needed, other):
        Given.objects.create(key=NAMED.of(source))
        source.save()
    topic.approaches.filter(pk=topic.approaches.first().pk).update(source=needed)
    load()
    assert list(topic.sources.filter(pk__in=[needed.pk, other.pk])) == [needed]
