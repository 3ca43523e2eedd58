"""What a browser knows of a parent fills in by itself.

Debian's headless shell, in which the other journeys go, knows no addresses: this takes a whole
Chromium.
"""

import shutil

import pytest

from tests.server import wait_until

NAMES = ["chromium", "chromium-browser", "google-chrome"]
KNOWN = {
    "NAME_FULL": "Rosa Núñez",
    "EMAIL_ADDRESS": "rosa@example.org",
    "PHONE_HOME_WHOLE_NUMBER": "+12015550123",
}


@pytest.fixture
def whole_browser(playwright):
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("there is no whole Chromium: what needs one was LEFT OUT")
    browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.mark.parametrize("path", ["/get-help/", "/es/get-help/"])
def test_a_browser_fills_in_name_phone_and_email_and_nothing_else(site, whole_browser, path):
    page = whole_browser.new_page()
    page.goto(site.url + path)
    tools = page.context.new_cdp_session(page)
    tools.send("Autofill.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    name = {"nodeId": root, "selector": "[name=caregiver_name]"}
    field = tools.send("DOM.describeNode", tools.send("DOM.querySelector", name))["node"]
    address = {"fields": [{"name": key, "value": value} for key, value in KNOWN.items()]}
    email = page.locator("[name=email]")

    def is_filled() -> str:
        """As when somebody chooses what the browser offers below the field, once it has read it."""
        tools.send("Autofill.trigger", {"fieldId": field["backendNodeId"], "address": address})
        return email.input_value()

    wait_until(is_filled)
    filled = page.locator("#ask").evaluate(
        "form => [...form.querySelectorAll('input:autofill')].map(one => [one.name, one.value])"
    )
    assert dict(filled) == {
        "caregiver_name": "Rosa Núñez",
        "phone": "+12015550123",
        "email": "rosa@example.org",
    }
