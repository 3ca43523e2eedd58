"""Staff sign in as they really do: with an app, a passkey, a second tab, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import type_password
from tests.browser.sniffing import OF_STAFF, sniffed
from tests.browser.test_every_page import violations
from tests.second_factor import app_code


@pytest.fixture(scope="module")
def accounts(new_site):
    """A site of its own, by a name: a passkey belongs to a name, never to a number."""
    server = new_site("accounts")
    server.url = server.url.replace("127.0.0.1", "localhost")
    server.start()
    coordinators = dict.fromkeys(("ana", "bo", "carla"), "intake coordinator")
    server.add_staff(**coordinators, edi="content editor")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser_context_args(accounts):
    return {"base_url": accounts.url, "reduced_motion": "reduce"}


@pytest.fixture
def desk(new_context):
    """desk("ana") has typed her name and password."""

    def sit_down(name):
        page = new_context().new_page()
        page.goto("/admin/")
        type_password(page, name)
        return page

    return sit_down


def turn_on_app(page, look=lambda: None) -> str:
    """Returns the secret, which the page shows for those without a camera."""
    page.goto("/accounts/2fa/")
    look()
    page.get_by_role("link", name="Turn on the app").click()
    look()
    page.get_by_label("Password").fill("a good password")
    page.get_by_role("button", name="Go on").click()
    secret = page.locator(".secret").inner_text()
    look()
    page.get_by_label("Authenticator code").fill(app_code(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look()
    return secret


def test_with_an_app_the_way_in_is_password_and_code(desk):
    secret = turn_on_app(desk("ana"))
    page = desk("ana")
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("That did not match")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Code").fill(app_code(secret, later=1))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/admin/$"))


def add_virtual_phone(page):
    """What Chromium offers in place of a phone or a key: it has a finger on it all the time."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    abilities = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    abilities |= dict.fromkeys(["hasResidentKey", "hasUserVerification", "isUserVerified"], True)
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": abilities})


def test_a_passkey_signs_in_alone_or_after_the_password_until_it_is_removed(desk):
    page = desk("bo")
    add_virtual_phone(page)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill("a good password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of the passkey").fill("blue phone")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))

    page.get_by_role("button", name="Log out").click()
    type_password(page, "bo")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))

    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name=re.compile("Remove.*blue phone")).click()
    page.get_by_label("Password").fill("a good password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("blue phone")).to_have_count(0)


def test_who_was_signed_out_signs_in_in_a_second_tab_and_saves_with_one_press(accounts, desk):
    page = desk("edi")
    page.goto("/admin/faq/question/")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("[contenteditable=true]").first).to_be_visible()
    page.locator("#id_question_en").fill("Typed late?")
    sessions = "from django.contrib.sessions.models import Session; Session.objects.all().delete()"
    accounts.manage("shell", "-v0", "-c", sessions)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("sign in in a new tab, then save again")).to_be_visible()
    expect(page.get_by_label("Question en")).to_have_value("Typed late?")
    assert violations(page) == []
    count = "print(Question.objects.filter(question_en='Typed late?').count())"
    count = f"from faq.models import Question; {count}"
    assert accounts.manage("shell", "-v0", "-c", count) == "0"

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens a new tab)").click()
    type_password(opened.value, "edi")
    expect(opened.value).to_have_url(re.compile("/admin/$"))
    page.bring_to_front()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success").last).to_contain_text("Typed late?")
    assert accounts.manage("shell", "-v0", "-c", count) == "1"


ANONYMOUS = ["login/", "password/reset/", "password/reset/done/", "password/reset/key/1-x/"]
ANONYMOUS += ["password/reset/key/done/", "inactive/"]
SIGNED_IN = [
    "signed-in/",
    "2fa/",
    "2fa/webauthn/add/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/generate/",
]
SIGNED_IN += ["reauthenticate/code/", "password/change/", "logout/"]


def test_every_page_of_an_account_is_accessible_quiet_and_fits_a_phone(desk):
    page = desk("carla")
    page.set_viewport_size({"width": 320, "height": 640})
    said, found = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def look():
        assert violations(page) + sniffed(page, OF_STAFF) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
        assert page.locator("h1").count() == 1
        found.append(page.locator("h1").inner_text())

    def walk(paths):
        for path in paths:
            page.goto(f"/accounts/{path}")
            look()

    secret = turn_on_app(page, look)
    walk(SIGNED_IN)
    page.goto("/accounts/logout/?lang=es")
    page.get_by_role("button", name="Salir").click()
    page.goto("/accounts/login/?lang=es")
    page.get_by_role("button", name="Entrar", exact=True).click()
    look()
    walk(ANONYMOUS)
    page.goto("/accounts/login/?lang=en")
    type_password(page, "carla")
    look()
    page.get_by_label("Code").fill(app_code(secret, later=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert len(set(found)) >= 15
    # Chromium says whenever signing out makes it forget what it kept.
    assert [words for words in said if not words.startswith("Clear-Site-Data header on")] == []
