"""What a phone on a slow line has to load, in bytes as they travel."""

import gzip
import re
from pathlib import Path

import pytest

from njcmo_site.static_files import minified

ROOT = Path(__file__).parents[2]
KB = 1024
CSS, HTML, FONT, DRAWING, FIRST_VIEW = 12 * KB, 14 * KB, 45 * KB, 3 * KB, 65 * KB
SHEETS = 2 * KB  # the style of the tools that make a sheet; other pages do not load it


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def css(name: str = "site") -> int:
    """As it is sent; that a server sends it so is in tests/browser/test_style_sheets.py."""
    return packed(minified((ROOT / f"static/css/{name}.css").read_text()).encode())


def font() -> int:
    return sum(path.stat().st_size for path in (ROOT / "static/fonts").glob("*.woff2"))


def test_the_style_sheet_the_font_and_each_drawing_keep_to_their_budgets():
    assert css() <= CSS
    assert css("sheets") <= SHEETS
    assert font() <= FONT
    for path in (ROOT / "static/img").glob("*.svg"):
        assert path.stat().st_size <= DRAWING, path
    assert (ROOT / "static/js/print.js").stat().st_size <= KB


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        f"{language}{path}"
        for language in ("", "/es")
        for path in (
            "/",
            "/occupational-therapy/",
            "/occupational-therapy/autism/",
            "/occupational-therapy/choosing-a-therapist/",
            "/occupational-therapy/costs/",
            "/faq/",
            "/get-help/",
            "/privacy/",
            "/find-your-cmo/",
            "/glossary/",
            "/signs-checklist/",
            "/school-letter/",
            "/my-childs-page/",
            "/what-changes-when/",
            "/for-professionals/",
            "/first-visit-card/behavior/",
            "/request-status/",
            "/try-today/",
            "/try-today/tripping/",
        )
    ],
)
def test_the_first_view_of_a_page_keeps_to_its_budget(client, path):
    html = client.get(path).content
    scripts = re.findall(rb"<script(?! type=.application/ld\+json.>)[^>]*>", html)
    assert all(b"/static/js/print." in script and b" defer>" in script for script in scripts)
    first = sum(
        packed(drawing.read_bytes())
        for drawing in (ROOT / "static/img").glob("*.svg")
        if f'{drawing.name}" alt="" width="120" height="120">'.encode() in html
    )
    assert packed(html) <= HTML
    sheets = css("sheets") if b"/css/sheets." in html else 0
    assert packed(html) + css() + sheets + font() + first <= FIRST_VIEW


@pytest.mark.django_db
def test_the_indentation_of_templates_does_not_travel(client):
    assert b"\n " not in client.get("/first-visit-card/").content


@pytest.mark.django_db
def test_lines_of_tags_alone_leave_no_blank_line_and_a_message_keeps_its_own(client):
    assert b"\n\n" not in client.get("/faq/").content.split(b"<body>")[1].split(b"</footer>")[0]
    message = "One.\n\nTwo.\n\n\nThree."
    page = client.post("/get-help/", {"message": message}).content.decode()
    assert message in page
