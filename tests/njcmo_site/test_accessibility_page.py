"""docs/accessibility.md goes through every criterion, and what it says shows it is there."""

import re
from pathlib import Path

from tests.browser.sniffing import ENGINE, OF_FAMILIES, OF_STAFF

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/accessibility.md").read_text()
# Of WCAG 2.2 those of levels A and AA: https://www.w3.org/TR/WCAG22/
CRITERIA = """
1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5
1.4.10 1.4.11 1.4.12 1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6
2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1
3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3
"""
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) .+ \| `([\w/]+\.py)::(\w+)` \|$", PAGE, re.M)


def test_each_criterion_stands_once_and_names_a_test_that_is_there():
    assert [criterion for criterion, _path, _name in ROWS] == CRITERIA.split()
    for criterion, path, name in ROWS:
        assert f"\ndef {name}(" in (ROOT / path).read_text(), criterion


def test_the_statement_names_the_engines_as_they_are():
    axe = next(ROOT.glob(".venv/lib/*/site-packages/axe_playwright_python/axe.min.js")).read_text()
    version = re.search(r"axe v(\d+\.\d+)", axe)[1]
    sniffer = re.search(r"html_codesniffer - v(\d+\.\d+)", ENGINE)[1]
    for language in ("en", "es"):
        said = (ROOT / f"templates/statements/accessibility.{language}.html").read_text()
        assert f"axe-core {version}" in said
        assert f"HTML_CodeSniffer {sniffer}" in said


def test_what_the_second_engine_says_and_we_leave_is_explained():
    table = PAGE.partition("## What HTML_CodeSniffer cannot know")[2]
    assert re.findall(r"^\| `([\w.,]+)` \| .+ \|$", table, re.M) == OF_FAMILIES + OF_STAFF


def test_no_page_plays_anything_or_moves_by_itself():
    for path in [*ROOT.glob("templates/**/*.html"), *ROOT.glob("njcmo_site/starter_content/**/*")]:
        if path.suffix in {".html", ".toml", ".md"}:
            moving = re.search(
                r"<(video|audio|marquee|blink|object|embed)|autoplay", path.read_text()
            )
            assert not moving, path
    for path in ROOT.glob("static/css/*.css"):
        assert not re.search(r"@keyframes|animation\s*:", path.read_text()), path


def test_no_script_listens_to_single_keys():
    for path in ROOT.glob("static/js/*.js"):
        assert not re.search(r"keypress|keyup|accesskey", path.read_text(), re.I), path
    for path in ROOT.glob("templates/**/*.html"):
        assert "accesskey" not in path.read_text(), path
