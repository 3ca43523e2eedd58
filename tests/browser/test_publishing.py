"""A page from a changed paragraph to what families read, and back."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import open_until, type_password
from tests.browser.test_every_page import violations
from tests.server import wait_until

# Nobody else publishes this page: whichever tests come first, its editions are those of here.
ADDRESS = "/occupational-therapy/sensory-issues/"
TITLE = "Occupational Therapy for Kids with Sensory Issues"


def open_changes(page):
    page.get_by_role("link", name=re.compile("What changed, and publish", re.IGNORECASE)).click()


def confirm(page, *languages):
    """As a reviewer does, on the page of a review."""
    for language in languages:
        page.get_by_role("checkbox", name=language).check()
    page.get_by_label("Name").fill("Ana Ruiz")
    page.get_by_label("Credential").fill("OTR/L")
    page.get_by_label("Role in English").fill("occupational therapist")
    page.get_by_label("Role in Spanish").fill("terapeuta ocupacional")
    page.get_by_role("button", name="I confirm this").click()
    expect(page.locator(".messagelist")).to_contain_text("Ana Ruiz, OTR/L")


def test_a_paragraph_is_changed_seen_reviewed_on_a_phone_scheduled_published_and_taken_back(
    new_context, phone, sign_in, complaints
):
    parent = new_context().new_page()
    page = sign_in("edi")
    phone.goto("/accounts/login/")
    type_password(phone, "rita")
    phone.get_by_role("link", name=TITLE).click()
    confirm(phone, "English", "Spanish")
    reviewed = parent.get_by_text("Ana Ruiz, OTR/L (terapeuta ocupacional)")
    open_until(parent, f"/es{ADDRESS}", reviewed.is_visible)

    page.goto(f"{ADDRESS}?draft")
    page.get_by_role("link", name=re.compile("^Edit this part")).nth(1).click()
    for language, words in (("en", "Written by Edi."), ("es", "Escrito por Edi.")):
        page.locator(f".fieldBox.field-body_{language} [contenteditable=true]").click()
        page.keyboard.press("ControlOrMeta+Home")
        page.keyboard.type(f"{words} ")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("This is a draft.")
    page.locator(".messagelist").get_by_role("link", name="Spanish").click()
    expect(page.get_by_text("Escrito por Edi.")).to_be_visible()

    page.go_back()
    page.get_by_role("link", name="All parts of this page").click()
    page.get_by_role("link", name="as on a phone").click()
    spanish = page.frame_locator("iframe[title*=Spanish]")
    expect(spanish.get_by_text("Escrito por Edi.")).to_be_visible()
    assert spanish.locator("html").evaluate("page => page.clientWidth") == 360
    assert violations(page) == []

    open_changes(page)
    for words in ("Written by Edi.", "Escrito por Edi."):
        expect(page.locator("ins", has_text=words)).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Name of this draft").fill("For Ana")
    page.get_by_role("checkbox", name="Ask for a review").check()
    page.get_by_role("button", name="Keep it").click()

    phone.goto("/admin/")
    first = phone.get_by_role("listitem").filter(has_text="A review is asked for: For Ana")
    first.get_by_role("link", name=TITLE).click()
    phone.get_by_text("What changed since edition 1, which families read").click()
    expect(phone.locator("ins", has_text="Written by Edi.")).to_be_visible()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("link", name="Spanish", exact=True).click()
    expect(phone.get_by_text("Escrito por Edi.")).to_be_visible()
    phone.go_back()
    confirm(phone, "English", "Spanish")
    assert violations(phone) == []

    open_changes(page)
    page.get_by_label("What changed, and why").fill("Edi’s words")
    page.get_by_label("Families read it from").fill("2030-07-04T09:00")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("row", name="Edition 3")).to_contain_text(
        "July 4, 2030, 9:00 a.m. (EDT"
    )
    parent.goto(ADDRESS)
    expect(parent.get_by_text("Written by Edi.")).to_have_count(0)
    page.get_by_role("button", name="Cancel edition 3").click()
    assert violations(page) == []

    open_changes(page)
    page.get_by_label("What changed, and why").fill("Edi’s words, now")
    page.get_by_role("button", name="Publish", exact=True).click()
    for language, words in (("", "Written by Edi."), ("/es", "Escrito por Edi.")):
        open_until(parent, f"{language}{ADDRESS}", parent.get_by_text(words).is_visible)

    page.get_by_role("link", name="Edition 1", exact=True).click()
    page.get_by_label("Compare with").select_option(label="Edition 4")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("del", has_text="Written by Edi.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Put edition 1 into the draft").click()
    page.get_by_label("What changed, and why").fill("As it was")
    page.get_by_role("button", name="Publish", exact=True).click()
    open_until(parent, f"/es{ADDRESS}", lambda: not parent.get_by_text("Escrito por Edi.").count())
    assert complaints == []


def test_an_edition_goes_live_in_a_running_site_with_nobody_there(site, new_context):
    parent = new_context().new_page()
    parent.goto("/occupational-therapy/adhd/")
    site.manage(
        "shell",
        "-v0",
        "-c",
        "from datetime import timedelta; from django.utils import timezone;"
        "from services.models import Topic; page = Topic.objects.get(address='adhd');"
        "page.title_en = 'Live by itself'; page.save();"
        "page.publish(page.content(), None, 'Test', timezone.now() + timedelta(seconds=5))",
    )

    def read() -> bool:
        parent.reload()
        return parent.get_by_role("heading", level=1).inner_text() == "Live by itself"

    wait_until(read)
