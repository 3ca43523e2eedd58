"""Style sheets are sent smaller than they are written, and say the same."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from njcmo_site.static_files import minified

RULES = """([written, sent]) => [written, sent].map(text => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/\\s+/g, " "))
})"""
OURS = ["css/site.css", "css/sheets.css", "css/accounts.css", "css/admin.css"]
THEIRS = ["admin/css/base.css", "admin/css/responsive.css", "django_prose_editor/overrides.css"]


@pytest.mark.parametrize("path", [*OURS, *THEIRS])
def test_a_browser_reads_the_same_rules(page, path):
    css = Path(finders.find(path)).read_text()
    written, sent = page.evaluate(RULES, [css, minified(css)])
    assert len(written) > 1
    assert sent == written


def test_what_a_server_sends_has_no_comments_and_no_lines(site):
    address = re.search(r'href="(/static/css/site\.[^"]+)"', site.get("/")[1])[1]
    css = site.get(address)[1]
    assert "@layer" in css
    assert "/*" not in css
    assert "\n" not in css
