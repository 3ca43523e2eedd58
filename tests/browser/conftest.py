import os
from base64 import b64encode
from functools import wraps

import pytest
from playwright.sync_api import Locator

from tests.server import wait_until

STAFF_PASSWORD = "a good password"
# A whole Chromium draws these beside each page that it opens, though nobody sees them: half of
# what a small page costs. The headless shell has none.
UNSEEN = ["PreloadTopChromeWebUI", "WebUIOmniboxAimPopup", "WebUIOmniboxPopup", "WebUIReloadButton"]
# What Playwright reads as it is at that moment, however little of the page has come.
AT_ONCE = ["all", "all_inner_texts", "count", "evaluate_all", "is_visible"]


def of_the_whole_page(read):
    @wraps(read)
    def waits(found, *given, **named):
        found.page.wait_for_load_state()
        return read(found, *given, **named)

    return waits


@pytest.fixture(scope="session", autouse=True)
def whole_pages():
    """A press is done as soon as the first bytes of the next page are there; whoever looks after
    it sees the whole page."""
    with pytest.MonkeyPatch.context() as patch:
        for name in AT_ONCE:
            patch.setattr(Locator, name, of_the_whole_page(getattr(Locator, name)))
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The Chromium that script/test found. Root may not use its sandbox; it sees only our pages."""
    return browser_type_launch_args | {
        "executable_path": os.environ["CHROMIUM"],
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--disable-features={','.join(UNSEEN)}",  # Playwright adds its own
        ],
    }


@pytest.fixture(scope="session")
def site(new_site):
    """A real site with its starter content and one member of staff of each role."""
    server = new_site("browser", TRUSTED_PROXIES="127.0.0.1").start()
    server.add_staff(
        edi="content editor",
        ines="intake coordinator",
        mara="manager",
        rita="clinical reviewer",
    )
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, site):
    return browser_context_args | {"base_url": site.url, "reduced_motion": "reduce"}


@pytest.fixture
def phone(new_context):
    """A page of a phone."""
    return new_context(viewport={"width": 360, "height": 740}).new_page()


def open_until(page, address, is_read):
    """Families may read what was there before for half a second, by when each process has heard."""
    wait_until(lambda: page.goto(address) and is_read())


def answer_for_the_weather(page) -> None:
    """What stands at the neutral site. By the browser's own protocol: page.route() leaves alone
    what a redirect leads to, and so the page that a press on “leave” ends at."""
    devtools = page.context.new_cdp_session(page)
    answer = {"responseCode": 200, "body": b64encode(b"weather").decode()}
    devtools.on(
        "Fetch.requestPaused",
        lambda asked: devtools.send(
            "Fetch.fulfillRequest", {"requestId": asked["requestId"]} | answer
        ),
    )
    devtools.send("Fetch.enable", {"patterns": [{"urlPattern": "https://www.weather.gov/*"}]})


def type_password(page, name):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def enter(page, name, cookies):
    """By the form the first time, and after that with the cookies of that time.

    A password takes a third of a second, by design; how staff sign in is in test_sign_in.py.
    """
    if name in cookies:
        page.context.add_cookies(cookies[name])
        page.goto("/admin/")
    else:
        page.goto("/accounts/login/")
        type_password(page, name)
        page.wait_for_url("**/admin/")
        cookies[name] = page.context.cookies()


@pytest.fixture(scope="session")
def cookies(site):
    """Of the staff of that site who have signed in, by name."""
    return {}


@pytest.fixture
def sign_in(page, cookies):
    def sign_in(name):
        enter(page, name, cookies)
        return page

    return sign_in


@pytest.fixture
def complaints(page):
    """What the browser has to say: console messages, page errors, requests to other hosts."""
    said = []
    # Django's own form of a new user has two fields that ask for the cursor; and Chromium says
    # whenever a page that signs out makes it forget what it kept.
    no_complaint = ("Autofocus processing was blocked", "Clear-Site-Data header on")
    page.on(
        "console",
        lambda message: (
            said.append(f"{message.type}: {message.text}")
            if not message.text.startswith(no_complaint)
            else None
        ),
    )
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            said.append(f"foreign: {request.url}")
            if not request.url.startswith(("http://127.0.0.1:", "data:"))
            else None
        ),
    )
    return said


def settle(page) -> None:
    """Until what a page does by itself when it was opened is done: it was drawn twice, and each
    text that has an editor stands in it, with its name."""
    page.wait_for_load_state()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    editors = (
        "textarea:is([data-django-prose-editor-default], [data-django-prose-editor-configurable])"
    )
    page.wait_for_function(
        f"""() => [...document.querySelectorAll("{editors}")].every(text =>
              text.name.includes("__prefix__") ||
              text.closest(".prose-editor")?.querySelector("[contenteditable][aria-labelledby]"))"""
    )
