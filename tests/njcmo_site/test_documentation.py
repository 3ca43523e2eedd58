"""What README.md and docs/ say, held against the code."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from njcmo_site.accounts.roles import ROLES

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
APPS = {"njcmo_site", "services", "faq", "referrals"}


def read(name: str) -> str:
    return (ROOT / name).read_text()


def part(text: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]


def anchors(page: Path) -> set[str]:
    """The ids of a page’s headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_is_short_enough_to_be_read():
    assert len(README.read_text().splitlines()) <= 150


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_every_link_of_a_page_leads_somewhere(document):
    links = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", document.read_text())
    for link in ("".join(pair) for pair in links):
        if link.startswith("http"):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_every_file_and_folder_that_a_page_names_is_there(document):
    folders = "|".join(
        each.name for each in ROOT.iterdir() if each.is_dir() and each.name[0] != "."
    )
    for path in re.findall(rf"`((?:{folders})/[^`<>*: ]*)(?:::\w+)?`", document.read_text()):
        assert (ROOT / path).exists(), path


def test_the_readme_names_every_setting_and_no_other():
    code = read("njcmo_site/env.py") + read("njcmo_site/settings.py")
    asked = set(re.findall(r"\b(?:text|number|flag|items|secret)\(\s*\"([A-Z_]+)\"", code))
    named = re.findall(r"^\| (`.+?`) \|", part(README.read_text(), "Settings"), re.MULTILINE)
    assert set(re.findall(r"`([A-Z_]+)`", " ".join(named))) == asked


def test_every_command_of_ours_is_told_to_operators():
    ours = {name for name, app in get_commands().items() if app in APPS}
    table = part(read("docs/operations.md"), "Commands")
    assert set(re.findall(r"^\| `(\w+)[ `]", table, re.MULTILINE)) == ours


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_every_command_that_a_page_names_is_there(document):
    for name in re.findall(r"manage\.py ([a-z]\w+)", document.read_text()):
        assert name in get_commands(), name


def test_the_manual_of_staff_names_every_group():
    table = re.search(r"^\| group \|.*?\n\n", read("docs/staff.md"), re.MULTILINE | re.DOTALL)[0]
    assert set(re.findall(r"^\| (\w[\w ]+) \|", table, re.MULTILINE)) - {"group"} == set(ROLES)


def test_every_button_that_the_manual_of_staff_names_is_on_a_page():
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("referrals/**/*.py")]
    pages = " ".join(path.read_text() for path in files)
    buttons = re.findall(r"[Pp]ress(?:es)?\s+[*]{1,2}([^*]+)[*]", read("docs/staff.md"))
    assert len(buttons) > 5
    for button in buttons:
        assert " ".join(button.split()) in pages, button


def test_every_dependency_says_what_it_is_for():
    named, _, _tools = read("pyproject.toml").partition("[tool.")
    lists = re.findall(r"^\w+ = \[\n(.*?)^\]", named, re.MULTILINE | re.DOTALL)
    lines = [line for each in lists for line in each.splitlines()]
    assert lines
    for line in lines:
        assert re.fullmatch(r'  "[^"]+",  # \S.+', line), line


def test_each_setting_of_the_example_for_systemd_is_one_that_the_site_reads():
    example = (ROOT / "deploy/njcmo.env").read_text()
    code = "".join(
        (ROOT / path).read_text() for path in ("njcmo_site/env.py", "njcmo_site/settings.py")
    )
    names = set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert len(names) >= 8
    assert {name for name in names if f'"{name}"' not in code} == set()
