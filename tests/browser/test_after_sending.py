"""A family takes along what it needs after sending its request."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import LANGUAGES
from tests.browser.test_sending import faults, fill_in, send
from tests.browser.test_tools import pages_of

SETTINGS = (
    "from referrals.models import CallingNumber, IntakeSettings;"
    "CallingNumber.objects.get_or_create(phone='609-555-0100');"
    "IntakeSettings.objects.update_or_create(id=1, defaults={'tell_families': True})"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_in_danger_reads_whom_to_call_now_and_keeps_card_day_and_sheet(
    site, phone, language
):
    site.manage("shell", "-v0", "-c", SETTINGS)
    fill_in(phone, language)
    phone.locator("[name=message]").fill("She says she wants to die.")
    reference = send(phone)

    expect(phone.locator(".page-head a[href='tel:988']")).to_be_in_viewport()
    expect(phone.locator(".page-head a[href='tel:911']").first).to_be_in_viewport()
    expect(phone.locator(".sheet")).to_contain_text(f"{reference[-4:]}.")
    assert faults(phone) == []
    for file, words in (("contact.vcf", "+16095550100"), ("day.ics", "BEGIN:VEVENT")):
        with phone.expect_download() as download:
            phone.locator(f".sheet a[href$='{file}']").click()
        assert words in Path(download.value.path()).read_text()
    assert pages_of(phone.pdf(prefer_css_page_size=True)) == 1
