"""The whole way of one family and of who calls it, each on a phone: from asking to the end."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter
from tests.browser.test_after_sending import SETTINGS
from tests.browser.test_every_page import LANGUAGES
from tests.browser.test_intake_desk import REFERENCE, press
from tests.browser.test_sending import send
from tests.families import ask

EARLIER_ONES = (
    "from django.utils import timezone; Referral.objects.open().update(status='closed',"
    " closed_at=timezone.now(), close_reason='spam', next_step_on=None)"
)
LATER = (
    "from datetime import timedelta; from django.db.models import F;"
    "mine = Referral.objects.filter(reference='{}');"
)
TWO_DAYS_LATER = LATER + "mine.update(received_at=F('received_at') - timedelta(days=2))"
AT_THE_NEXT_TRY = LATER + (
    "mine.update(next_attempt_at=F('first_tried_at'));"
    "Look.objects.update(at=F('at') - timedelta(days=1))"
)
WORDS = {
    "en": {
        "new": "Nobody has tried to reach you yet.",
        "number": "Your new number is saved.",
        "tried": "We tried to reach you once, and could not.",
        "closed": "It is closed: you are in touch with those who help.",
    },
    "es": {
        "new": "Todavía nadie ha intentado comunicarse con usted.",
        "number": "Guardamos su número nuevo.",
        "tried": "Intentamos comunicarnos con usted una vez, y no pudimos.",
        "closed": "Está cerrada: usted ya está en contacto con quienes ayudan.",
    },
}


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.fixture
def desk(site, new_context, cookies):
    """The phone of a coordinator, who has nothing else to do."""
    ask(site, f"{EARLIER_ONES}; {SETTINGS}")
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    enter(page, "ines", cookies)
    return page


def asks(phone, language) -> str:
    """A mother fills in the form and sends it; its reference."""
    phone.goto(f"{LANGUAGES[language]}/get-help/?county=essex&child_age=6_to_8")
    phone.locator("[name=caregiver_name]").fill("Rosa Núñez")
    for name, value in (
        ("relationship", "parent"),
        ("preferred_language", language),
        ("contact_method", "phone"),
        ("leave_message", "first_name"),
    ):
        phone.locator(f"[name={name}][value={value}]").check()
    phone.locator("[name=phone]").fill("(973) 555-0124")
    phone.locator("[name=consent]").check()
    reference = send(phone)
    sheet = phone.locator(".sheet")
    expect(sheet).to_contain_text("609-555-0100")
    expect(sheet).to_contain_text(f"{reference[-4:]}.")
    expect(sheet.locator("a[href$='day.ics']")).to_be_visible()  # beside the promised day
    with phone.expect_download() as download:
        sheet.locator("a[href$='contact.vcf']").click()
    card = Path(download.value.path()).read_text()
    assert "+16095550100" in card
    assert reference not in card
    return reference


def where_it_stands(phone, language, reference, digits) -> str:
    phone.goto(f"{LANGUAGES[language]}/request-status/")
    phone.locator("[name=reference]").fill(reference)
    phone.locator("[name=proof]").fill(digits)
    phone.keyboard.press("Enter")
    told = phone.locator(".callout h2")
    expect(told).to_be_visible()
    assert fits(phone)
    return told.inner_text()


def corrects_number(phone, words) -> None:
    phone.locator("details", has=phone.locator("[name=phone]")).locator("summary").press("Enter")
    phone.locator("[name=phone]").fill("908 555 0177")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text(words["number"])


def enters_a_request(desk) -> None:
    """Of a father who is on the phone."""
    press(desk, "Enter a request")
    desk.get_by_label("Your name").fill("Luis Díaz")
    for name, value in (
        ("relationship", "parent"),
        ("preferred_language", "en"),
        ("contact_method", "phone"),
        ("child_age", "3_to_5"),
        ("consent", "en"),
    ):
        desk.locator(f"[name={name}][value='{value}']").focus()
        desk.keyboard.press("Space")
    desk.locator("[name=phone]").fill("201-555-0188")
    desk.locator("[name=county]").select_option("essex")
    assert fits(desk)
    press(desk, "Store the request")
    expect(desk.locator(".messagelist")).to_contain_text("is entered")


def next_call(desk) -> str:
    desk.goto("/admin/")
    press(desk, "Next call")
    return REFERENCE.search(desk.locator("h1").inner_text())[0]


def leaves_a_message(desk) -> None:
    expect(desk.locator("#content")).to_contain_text("609-555-0100")
    press(desk, "Show name and number, to reach the family")
    shown = desk.locator("#content").inner_text()
    assert shown.index("The family changed its phone number") < shown.index("908-555-0177")
    expect(desk.locator(".number a")).to_have_attribute("href", "tel:+19085550177")
    expect(desk.locator(".facts")).to_contain_text(["Only your first name and your number"])
    number, outcomes = (desk.locator(one).bounding_box() for one in (".number a", "#id_outcome"))
    assert outcomes["y"] + outcomes["height"] - number["y"] < 740  # on one screen
    desk.get_by_label("Note").fill("Said my first name and our number")
    assert fits(desk)
    press(desk, "Left a message")


def reaches_and_closes(desk, reference) -> None:
    press(desk, "Show name and number, to reach the family")
    press(desk, "Reached")
    desk.get_by_role("region", name="Table: mine").get_by_role("link", name=reference).press(
        "Enter"
    )
    desk.get_by_label("Status").select_option("closed")
    desk.get_by_label("Reason for closing").select_option("connected")
    assert fits(desk)
    desk.locator("[name=_save]").press("Enter")
    expect(desk.locator(".messagelist .success")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mother_asks_corrects_her_number_is_called_and_reads_how_it_ended(
    site, phone, desk, language
):
    words = WORDS[language]
    reference = asks(phone, language)
    ask(site, TWO_DAYS_LATER.format(reference.replace("-", "")))
    assert words["new"] in where_it_stands(phone, language, reference, "0124")
    corrects_number(phone, words)

    enters_a_request(desk)
    assert next_call(desk) == reference
    leaves_a_message(desk)
    assert where_it_stands(phone, language, reference, "0177") == words["tried"]

    ask(site, AT_THE_NEXT_TRY.format(reference.replace("-", "")))
    assert next_call(desk) == reference
    reaches_and_closes(desk, reference)
    assert where_it_stands(phone, language, reference, "0177") == words["closed"]
