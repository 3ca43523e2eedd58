"""The loader fills what is empty and never touches what staff wrote."""

import csv
import tomllib

import pytest
from django.core.management import call_command

from faq.models import Question
from njcmo_site.management.commands.load_starter_content import FILLED, FOLDER
from services.models import (
    Approach,
    Door,
    FixedText,
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

CHECKLIST = (Sign, Moment, NextStep)


def load():
    call_command("load_starter_content", verbosity=0)


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
    texts = dict.fromkeys(("heading_en", "short_heading_en", "body_en", "link_words_en"))
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
