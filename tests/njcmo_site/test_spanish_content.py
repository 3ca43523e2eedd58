"""The Spanish of the starter content says what the English says: no less, and no more."""

import re
import tomllib

import pytest
from bs4 import BeautifulSoup

from njcmo_site.management.commands.load_starter_content import FOLDER
from njcmo_site.richtext import clean
from njcmo_site.wording.reading import fernandez_huerta

PAGES = sorted(path.relative_to(FOLDER).as_posix()[:-8] for path in FOLDER.rglob("*.en.toml"))
LIMITS = {"title": 120, "short_title": 30, "summary": 250, "description": 170}


def read(page, language):
    return tomllib.loads((FOLDER / f"{page}.{language}.toml").read_text())


def blocks(page):
    """(anchor, heading, HTML) of every section and answer."""
    for section in page["sections"]:
        yield section["anchor"], section["heading"], section["body"]
    for question in page["questions"]:
        yield f"q-{question['anchor']}", question["question"], question["answer"]


def links(html):
    return [link["href"] for link in BeautifulSoup(html, "html.parser").find_all("a")]


def digits(html):
    """Every number of a text, in whatever order the language puts them."""
    text = BeautifulSoup(html, "html.parser").get_text(" ")
    return sorted(re.findall(r"\d+", text))


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_parts_in_the_same_order(name):
    english, spanish = read(name, "en"), read(name, "es")
    assert spanish["address"] == english["address"]
    assert len(spanish["short_version"]) == len(english["short_version"])
    assert [anchor for anchor, *_ in blocks(spanish)] == [anchor for anchor, *_ in blocks(english)]
    for ours, theirs in zip(english["sections"], spanish["sections"], strict=True):
        assert bool(ours.get("link_words")) == bool(theirs.get("link_words")), ours["anchor"]


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_kinds_of_blocks_links_and_numbers(name):
    pairs = list(zip(blocks(read(name, "en")), blocks(read(name, "es")), strict=True))
    assert pairs
    for (anchor, _, english), (_, _, spanish) in pairs:
        tags = [
            [
                tag.name
                for tag in BeautifulSoup(clean(html), "html.parser").find_all(True, recursive=False)
            ]
            for html in (english, spanish)
        ]
        assert tags[0] == tags[1], anchor
        ours = [re.sub(r"^/(?!/)", "/es/", link) for link in links(english)]
        assert sorted(links(spanish)) == sorted(ours), anchor
        assert digits(spanish) == digits(english), anchor


@pytest.mark.parametrize("name", PAGES)
def test_the_spanish_is_fairly_easy_to_read(name):
    page = read(name, "es")
    text = "".join(f"<h2>{heading}</h2>{html}" for _, heading, html in blocks(page))
    assert fernandez_huerta(text) >= 70


@pytest.mark.parametrize("name", PAGES)
def test_the_spanish_fits_where_it_stands(name):
    page = read(name, "es")
    for field, limit in LIMITS.items():
        assert 0 < len(page[field]) <= limit, field
    assert all(len(line) <= 140 for line in page["short_version"])
    for section in page["sections"]:
        assert len(section["heading"]) <= 120
        assert len(section.get("short_heading", "")) <= 40
        assert len(section.get("link_words", "")) <= 80


@pytest.mark.parametrize("name", [*(f"{page}.es" for page in PAGES), "signs_checklist"])
def test_the_spanish_avoids_what_hurts_or_misleads(name):
    text = (FOLDER / f"{name}.toml").read_text().lower()
    for word in ("berrinche", "terapista", "minusválid", "discapacitad", "padece", "sufre de"):
        assert word not in text, word


def test_every_urgent_sign_has_its_spanish_with_the_same_numbers():
    signs = {
        language: {
            sign["name"]: sign["advice"]
            for sign in tomllib.loads((FOLDER / "urgent_signs" / f"{language}.toml").read_text())[
                "signs"
            ]
        }
        for language in ("en", "es")
    }
    assert list(signs["en"]) == list(signs["es"])
    for name, advice in signs["en"].items():
        assert set(digits(advice)) <= set(digits(signs["es"][name])), name


def test_every_fixed_text_has_its_spanish_with_the_same_numbers_and_links():
    for text in tomllib.loads((FOLDER / "fixed_texts.toml").read_text())["texts"]:
        assert set(digits(text["text_en"])) == set(digits(text["text_es"])), text["name"]
        english, spanish = (re.findall(r"https:\S+", text[f"text_{code}"]) for code in ("en", "es"))
        assert english == spanish
        assert bool(text.get("title_en")) == bool(text.get("title_es"))
        assert len(text["text_en"].split("\n")) == len(text["text_es"].split("\n"))


def test_every_text_of_the_checklist_has_its_spanish_with_the_same_numbers():
    lists = tomllib.loads((FOLDER / "signs_checklist.toml").read_text())
    for row in (row for rows in lists.values() for row in rows):
        for name in (name for name in row if name.endswith("_en")):
            spanish = row[name.replace("_en", "_es")]
            assert digits(spanish) == digits(row[name]), row["slug"]
            assert spanish != row[name]


def test_an_easy_spanish_text_is_told_from_a_hard_one():
    assert fernandez_huerta("<p>El niño ve el sol. La casa es roja.</p>") > 90
    hard = "<p>Caracterizaciones multidisciplinarias institucionalmente incomprensibles.</p>"
    assert fernandez_huerta(hard) < 20
