"""Which pages tell the number of a request, by which operators find it in the log."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError

from njcmo_site import request_numbers
from tests.factories import valid_answers

pytestmark = pytest.mark.django_db

FAMILIES_WAIT = "referrals.families.limits.seconds_to_wait"
STATUS = {"reference": "7K4M-9QF2", "proof": "0123"}


def away(*_given, **_named):
    raise OperationalError("no connection")


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


def number_of(response) -> str:
    """As each line of the log about this request has it."""
    return response.wsgi_request.META[request_numbers.KEY]


def told(response) -> list[str]:
    page = BeautifulSoup(response.content, "lxml")
    return page.find_all(string=re.compile("^[0-9a-f]{10}$"))


def many(*_given, **_named) -> int:
    return 60


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize(
    ("path", "typed", "broken", "how", "status"),
    [
        ("/get-help/", valid_answers(), f"{FAMILIES_WAIT}_with_any_form", many, 429),
        ("/get-help/", valid_answers(), f"{FAMILIES_WAIT}_with_any_form", away, 503),
        ("/request-status/", STATUS, f"{FAMILIES_WAIT}_for_status", many, 429),
        ("/request-status/", STATUS, f"{FAMILIES_WAIT}_for_status", away, 503),
    ],
)
def test_what_was_not_sent_shows_a_family_the_number_of_that_request(
    client, monkeypatch, language, path, typed, broken, how, status
):
    monkeypatch.setattr(broken, how)
    response = client.post(f"{language}{path}", typed)
    assert response.status_code == status
    assert told(response) == [number_of(response)]
    assert ("diga el número" in response.content.decode()) == bool(language)


def test_staff_are_shown_it_where_a_page_is_not_there_or_was_not_saved(client, staff, monkeypatch):
    client.force_login(staff("content editor"))
    missing = client.get("/admin/nothing/")
    assert (missing.status_code, told(missing)) == (404, [number_of(missing)])
    monkeypatch.setattr("django.contrib.admin.options.ModelAdmin.changeform_view", away)
    response = client.post("/admin/faq/question/add/", {"answer_en": "Typed"})
    assert response.status_code == 503
    assert told(response) == [number_of(response)]


@pytest.mark.parametrize("path", ["/nothing/", "/es/occupational-therapy/nothing/", "/get-help/"])
def test_a_page_that_may_be_kept_ready_and_one_without_a_fault_show_none(client, path):
    assert told(client.get(path)) == []
