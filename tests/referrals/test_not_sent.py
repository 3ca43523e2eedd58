"""The form that comes back while the database is away, with what was typed."""

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError
from django.test import Client

from tests.referrals.sending import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, monkeypatch):
    """Of a site whose database goes away as soon as a form is sent."""

    def away(_request):
        raise OperationalError("no connection")

    monkeypatch.setattr("referrals.families.limits.seconds_to_wait_with_any_form", away)
    client.raise_request_exception = False
    return client


def fields(response) -> dict[str, str]:
    assert response.status_code == 503
    form = BeautifulSoup(response.content, "lxml").find("form", method="post")
    named = form.select("input[name], textarea[name]")
    return {one["name"]: one.get("value", one.get_text()) for one in named}


@pytest.mark.parametrize("button", ["check", "checking", "change", "clear", "switch_language"])
def test_whatever_was_pressed_the_button_there_sends(client, answers, button):
    found = fields(send(client, answers | {button: "yes"}))
    assert button not in found
    assert found["caregiver_name"] == answers["caregiver_name"]
    assert "page_number" in found


def test_what_another_site_sent_keeps_neither_its_number_nor_whom_to_contact(client, answers):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    foreign = {"headers": {"origin": "https://evil.example"}}
    found = fields(browser.post("/get-help/", answers, **foreign))
    assert not {"phone", "email", "page_number", "page_opened", "consent"} & found.keys()
    assert found["caregiver_name"] == answers["caregiver_name"]
