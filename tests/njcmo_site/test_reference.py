"""What docs/ says that the code says, it says indeed."""

import json
from pathlib import Path

import pytest

from tests import reference

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", sorted({page for page, _name in reference.made()}))
def test_what_is_made_from_the_code_is_as_the_code_says(page):
    written = (ROOT / page).read_text()
    assert written == reference.with_tables(page, written), "run script/reference"


def test_the_list_of_components_names_what_is_installed_and_its_licence():
    assert reference.COMPONENTS.read_text() == reference.components(), "run script/reference"
    found = json.loads(reference.COMPONENTS.read_text())["components"]
    assert len(found) > 20
    for each in found:
        assert each["licenses"][0]["license"]["name"], each


def test_a_limit_that_the_code_no_longer_has_is_missed():
    with pytest.raises(LookupError, match="has no LARGEST_HOPE"):
        reference.worth("njcmo_site/middleware.py", "LARGEST_HOPE")
    assert reference.worth("njcmo_site/middleware.py", "LARGEST_BODY") == "262,144"
    assert reference.worth("njcmo_site/accounts/sessions.py", "LONGEST_STAY") == "12 hours"
