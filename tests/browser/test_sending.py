"""What follows on sending: thanks, second thoughts, too many requests, leaving."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import answer_for_the_weather
from tests.browser.test_every_page import LANGUAGES, violations
from tests.browser.test_parent import REFERENCE, reference_of

FLOODED = "203.0.113.9"


def fill_in(page, language="en"):
    page.goto(f"{LANGUAGES[language]}/get-help/?county=essex&child_age=6_to_8")
    page.locator("[name=caregiver_name]").fill("Rosa Núñez")
    page.locator("[name=relationship][value=professional]").check()
    page.locator("[name=family_name]").fill("Ana Díaz")
    page.locator("[name=preferred_language][value=es]").check()
    page.locator("[name=contact_method][value=phone]").check()
    page.locator("[name=phone]").fill("(973) 555-0124")
    page.locator("[name=message]").fill("Screams when we cut nails.")
    page.locator("[name=consent]").check()


def send(page) -> str:
    page.locator(".form-end button").first.click()
    return reference_of(page)


def faults(page) -> list[str]:
    """What axe finds, and what stands out of a narrow window with large text."""
    found = violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found += page.eval_on_selector_all(
            "body *",
            "all => all.filter(one => one.getBoundingClientRect().right > 320)"
            ".map(one => one.outerHTML.slice(0, 120))",
        )
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 360, "height": 740})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_thinks_again_and_takes_its_request_back(phone, language):
    fill_in(phone, language)
    number = phone.locator("[name=page_number]").input_value()
    first = send(phone)

    fill_in(phone, language)  # as after “back”, which brings a page without anything typed
    expect(phone.locator(".notice")).to_contain_text(first)
    assert faults(phone) == []
    phone.evaluate(f"document.querySelector('[name=page_number]').value = '{number}'")
    phone.locator("[name=message]").fill("Corrected.")
    assert send(phone) == first  # as from a browser whose “back” brings the very page
    expect(phone.locator(".notice")).to_be_visible()
    phone.locator("#take-back summary").click()
    assert faults(phone) == []

    phone.locator("#take-back button").click()
    expect(phone.locator("#take-back")).to_have_count(0)
    expect(phone.locator(".ref b")).to_have_text(first)
    assert faults(phone) == []
    phone.reload()
    expect(phone.locator(".ref b")).to_have_text(first)
    phone.locator(".ref b").evaluate("one => one.textContent = 'WWWW-4WWW'")  # the widest
    assert faults(phone) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_over_the_limit_a_family_keeps_what_it_typed_and_sends_it_later(
    site, new_context, javascript
):
    site.manage(
        "shell",
        "-v0",
        "-c",
        "from django.test import RequestFactory; from referrals.families import limits;"
        f"request = RequestFactory().post('/', REMOTE_ADDR='{FLOODED}');"
        "[limits.seconds_to_wait(request) for _ in range(300)]",
    )
    context = new_context(
        viewport={"width": 360, "height": 740},
        java_script_enabled=javascript,
        extra_http_headers={"X-Forwarded-For": FLOODED},
    )
    page = context.new_page()
    fill_in(page)
    page.locator(".form-end button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("Not sent yet")
    assert page.locator("[name=message]").input_value() == "Screams when we cut nails."
    expect(page.locator("[name=consent]")).to_be_checked()
    if javascript:
        assert faults(page) == []
    context.set_extra_http_headers({})
    assert REFERENCE.match(send(page))


def test_after_leaving_the_back_button_shows_nothing_that_was_typed(phone):
    answer_for_the_weather(phone)
    fill_in(phone)
    phone.locator(".leave a").click()
    phone.wait_for_url("https://www.weather.gov/")
    phone.go_back()
    expect(phone.locator("[name=caregiver_name]")).to_have_value("")
    for name in ("phone", "message"):
        assert phone.locator(f"[name={name}]").input_value() == ""
    expect(phone.locator("[name=consent]")).not_to_be_checked()


def test_a_link_on_another_site_asks_before_it_leaves_and_then_leaves(site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    link = f'<a href="{site.url}/get-help/leave/">Free shoes</a>'
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(content_type="text/html", body=link),
    )
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="weather"))
    page.goto("http://elsewhere.example/")
    page.get_by_role("link").click()
    page.get_by_role("button", name="Leave now").click()
    page.wait_for_url("https://www.weather.gov/")


def test_nobody_meets_the_trap(page):
    page.goto("/get-help/")
    trap = page.locator("[name=website]")
    box = trap.bounding_box()
    assert box["width"] * box["height"] <= 1 or not page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.name == 'website'",
        [box["x"] + 1, box["y"] + 1],
    )
    heard = page.locator("form.form").aria_snapshot()
    assert "Leave this empty" not in heard
    for _ in range(70):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "website"
