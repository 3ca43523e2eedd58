"""A parent makes a letter to the school, from the checklist to the sheet in the printer."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import violations
from tests.browser.test_tools import pages_of

WORDS = {
    "": {"from": "Make a letter to the school", "make": "Make the letter"},
    "/es": {"from": "Hacer una carta a la escuela", "make": "Hacer la carta"},
}
LONG = "W" * 200  # as wide as 200 characters are
TEXTS = {"school": LONG, "in_own_words": LONG, "language_other": LONG, "child_first_name": LONG}


@pytest.mark.parametrize("language", WORDS)
def test_three_ticks_become_a_letter_on_one_sheet(new_context, language):
    words = WORDS[language]
    context = new_context(viewport={"width": 360, "height": 740}, accept_downloads=True)
    page = context.new_page()
    page.add_init_script("window.print = () => { window.asked = true }")
    page.goto(f"{language}/signs-checklist/?child_age=6_to_8&sign=writing&sign=calm&sign=focus")
    page.get_by_role("link", name=words["from"]).first.click()
    expect(page.locator("[name=hard]:checked")).to_have_count(3)
    for name, text in TEXTS.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=papers][value=other]").check()
    page.locator("[name=interpreter][value=yes]").check()
    page.locator("[name=consent_on]").fill(page.locator("[name=sent_on]").input_value())
    page.get_by_role("button", name=words["make"]).last.click()
    expect(page.locator(".letter")).to_have_count(2)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 3  # two letters, and the days
    for part in ("#in-english", "#in-spanish", "#dates"):
        button = page.locator(f".alone:has({part}) [data-print] button")
        button.click()
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, part
    with page.expect_download() as download:
        page.locator("[name=calendar]").click()
    assert download.value.suggested_filename == "reminder.ics"
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language else "es")
    expect(page.locator(".letter")).to_have_count(2)
    assert page.locator("[name=school]").input_value() == LONG
    assert context.cookies() == []


def test_without_a_script_the_letter_is_made_and_enter_makes_it(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/school-letter/")
    page.locator("[name=school]").fill("Lincoln School")
    page.keyboard.press("Enter")
    expect(page.locator(".letter").first).to_contain_text("School: Lincoln School")
