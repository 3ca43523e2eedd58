"""What a screen reader is told of the two pages that matter most, word by word.

Written anew by REWRITE_HEARD=1 script/test tests/browser/test_heard_by_a_screen_reader.py
"""

import os
import re
from pathlib import Path

import pytest

from tests.browser.test_after_sending import SETTINGS

HEARD = Path(__file__).parent / "heard"
MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*"
DAY = rf"(?:\w+day, )?\b{MONTH}\.? \d{{1,2}}(?:, \d{{4}})?(?:,? \d{{1,2}}:\d\d [ap]\.m\.)?"
GREETING = r"(?:Hello|Good (?:afternoon|evening)|Buenos días|Buenas (?:tardes|noches))\."
FAMILY = "caregiver_name='Rosa Núñez', due_on='2199-12-02'"  # not overdue for long


@pytest.fixture(autouse=True)
def as_managers_left_it(site):
    """With a number to call from and a promised day, as the test of what a family keeps has it."""
    site.manage("shell", "-v0", "-c", SETTINGS)


def heard(page) -> str:
    """The tree of the page, without what is another each day or hour."""
    tree = re.sub(DAY, "DAY", page.locator("body").aria_snapshot())
    tree = re.sub(GREETING, "GREETING.", tree)
    tree = re.sub(r"…” [0-9A-Z]{4}\b", "…” LAST FOUR", tree)
    tree = re.sub(r"\b\d{1,2}:\d\d [ap]\.m\.", "HOUR", tree)
    return (
        re.sub(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|/desk/\d+/|/referral/\d+/", "REFERENCE", tree) + "\n"
    )


def assert_as_written(name: str, tree: str) -> None:
    path = HEARD / f"{name}.yml"
    if os.environ.get("REWRITE_HEARD"):
        HEARD.mkdir(exist_ok=True)
        path.write_text(tree)
    assert tree == path.read_text()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_form_is_told_as_it_was_read_and_approved(page, language):
    page.goto("/get-help/" if language == "en" else "/es/get-help/")
    assert_as_written(f"form.{language}", heard(page))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_of_a_call_is_told_as_it_was_read_and_approved(site, sign_in, language):
    phone = {"en": "9085550188", "es": "9085550189"}[
        language
    ]  # of nobody else, whatever ran before
    in_language = f"preferred_language='{language}', page_language='{language}'"
    made = f"make_referral({FAMILY}, phone='{phone}', {in_language})"
    code = f"from tests.factories import make_referral; print({made}.pk)"
    pk = site.manage("shell", "-v0", "-c", code)
    page = sign_in("ines")
    page.goto(f"/admin/desk/{pk}/call/")
    assert_as_written(f"call.{language}", heard(page))
