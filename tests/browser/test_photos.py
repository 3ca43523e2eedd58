"""A photo from the form of staff to its place on a page."""

import re

from playwright.sync_api import expect

from tests.browser.test_every_page import violations
from tests.browser.test_tools import pages_of
from tests.photos import drawn, packed

PAGE = "/occupational-therapy/speech-and-ot/?draft"  # as a draft: families of other tests see none


def add(page, content: bytes, name="swing.jpg"):
    page.get_by_label("File").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
    )
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_photo_is_added_shown_in_a_section_and_moves_nothing_while_it_loads(sign_in, phone):
    page = sign_in("edi")
    page.goto("/admin/services/photo/add/")
    page.get_by_label("Title").fill("A swing")
    page.get_by_label("What it shows (English)").fill("A boy on a swing")
    page.get_by_label("What it shows (Spanish)").fill("Un niño en un columpio")
    add(page, b"<svg></svg>", "swing.svg")
    expect(page.get_by_role("alert")).to_contain_text("This is an SVG")
    assert violations(page) == []
    add(page, packed(drawn()))
    expect(page.locator(".messagelist .success")).to_contain_text("A swing")
    assert violations(page) == []
    page.get_by_role("link", name="A swing").last.click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    assert violations(page) == []

    page.goto(PAGE)
    page.get_by_role("link", name=re.compile("^Edit this part")).nth(1).click()
    page.get_by_label("Photo:", exact=True).select_option("A swing")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("This is a draft.")

    phone.context.add_cookies(page.context.cookies())
    held, measured = [], []
    phone.route("**/media/**", lambda file: file.continue_() if measured else held.append(file))
    photo = phone.get_by_alt_text("A boy on a swing")
    with phone.expect_request("**/media/**"):
        phone.goto(PAGE, wait_until="domcontentloaded")
        photo.scroll_into_view_if_needed()
    below = phone.locator("picture").locator("xpath=following::p").first
    before = below.evaluate("one => one.getBoundingClientRect().top + scrollY")
    assert photo.evaluate("one => one.complete") is False
    measured.append(before)
    for route in held:
        route.continue_()
    expect(photo).to_have_js_property("complete", True)
    after = below.evaluate("one => one.getBoundingClientRect().top + scrollY")
    assert abs(after - before) < 1  # pixel: a size is rounded to whole ones
    assert photo.bounding_box()["width"] <= 360
    assert violations(phone) == []


def test_a_photo_is_chosen_from_the_list_below_a_text_and_stands_below_its_paragraph(sign_in):
    page = sign_in("edi")
    page.goto("/admin/services/photo/add/")
    page.get_by_label("Title").fill("A spoon")
    page.get_by_label("What it shows (English)").fill("A girl holds a spoon")
    add(page, packed(drawn()))
    page.goto(PAGE)
    page.get_by_role("link", name=re.compile("^Edit this part")).nth(2).click()
    text = page.get_by_role("textbox", name="Text (English)")
    text.locator("p").first.click()  # somewhere within
    photos = page.get_by_role("group", name="A photo in: Text (English)")
    photos.get_by_label("One of our photos").select_option("A spoon")
    assert violations(page) == []
    photos.get_by_role("button", name="Put it into this text").click()
    expect(text.locator("p").nth(1)).to_have_text(re.compile(r"^{{photo:\d+}}$"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("This is a draft.")
    page.goto(PAGE)
    photo = page.get_by_alt_text("A girl holds a spoon")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("complete", True)
    before = photo.locator("xpath=ancestor::div[1]/preceding-sibling::p")
    expect(before).to_have_count(1)
    assert violations(page) == []


def test_a_card_with_a_photo_is_one_sheet_still_in_either_language_and_in_both(sign_in):
    """That with most words."""
    page = sign_in("edi")
    page.goto("/admin/services/photo/add/")
    page.get_by_label("Title").fill("A curb")
    page.get_by_label("What it shows (English)").fill("A girl steps over a curb")
    add(page, packed(drawn((900, 1400))))
    page.goto("/try-today/tripping/?draft")
    page.get_by_role("link", name=re.compile("^Edit this part")).click()
    page.get_by_label("Photo:", exact=True).select_option("A curb")
    page.get_by_role("button", name="Save", exact=True).click()
    for path in ("tripping/?draft", "tripping/?both=1&draft"):
        for language in ("", "/es"):
            page.goto(f"{language}/try-today/{path}")
            image = page.get_by_alt_text("A girl steps over a curb")
            expect(image).to_be_visible()
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert pages_of(page.pdf(prefer_css_page_size=True)) == 1, page.url
