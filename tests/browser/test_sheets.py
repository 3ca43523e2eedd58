"""A family makes the sheet about its child and takes it along, and sees what changes when."""

import pytest
from playwright.sync_api import expect

from services.childs_page.sheet import MOST_LINES, parts
from tests.browser.test_every_page import violations
from tests.browser.test_tools import pages_of

LANGUAGES = ["", "/es"]
LONG = "W" * 200  # as wide as 200 characters are


def press(page) -> None:
    with page.expect_navigation():
        page.locator(".form-end button").first.click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_sheet_is_one_page_and_its_words_go_into_the_request(new_context, language):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{language}/my-childs-page/")
    for field in page.locator("#questions [type=text], #questions textarea").all():
        field.fill(LONG)
    for part in parts():
        for box in page.locator(f"[name={part.name}_lines]").all()[:MOST_LINES]:
            box.check()
    press(page)
    expect(page.locator(".sheet li")).to_have_count(3 * MOST_LINES)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language else "es")
    expect(page.locator(".sheet .own")).to_have_count(len(parts()))
    page.locator("[name=carried]").click()
    assert LONG in page.locator("[name=message]").input_value()
    expect(page.locator("#kept")).to_be_visible()


def test_without_a_script_a_blank_sheet_is_one_page_to_write_on(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/es/my-childs-page/")
    press(page)
    expect(page.locator(".sheet .lines")).to_have_count(len(parts()))
    assert page.locator("[data-print]:visible").count() == 0
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changes_is_one_page_on_paper_with_and_without_a_date(new_context, language):
    context = new_context(viewport={"width": 360, "height": 740}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{language}/what-changes-when/")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.locator("[name=month]").select_option("5")
    page.locator("[name=year]").fill(str(page.evaluate("new Date().getFullYear() - 1")))
    press(page)
    expect(page.locator(".when")).to_have_count(4)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    with page.expect_download() as download:
        page.locator("[name=calendar]").click()
    assert download.value.suggested_filename == "reminder.ics"
    assert context.cookies() == []


def test_without_a_script_the_dates_are_shown_and_enter_shows_them(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/what-changes-when/")
    page.locator("[name=month]").select_option("1")
    page.locator("[name=year]").fill("2001")
    page.keyboard.press("Enter")
    expect(page.locator("#errors li")).to_have_count(1)
