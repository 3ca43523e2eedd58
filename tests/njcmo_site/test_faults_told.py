"""Who looks after the site hears of its errors, and reads nothing that somebody typed."""

import logging
from unittest import mock

import pytest
from django.core import mail
from django.db import OperationalError
from django.urls import path

from njcmo_site.faults import FaultHandler, send_faults
from njcmo_site.urls import handler400, urlpatterns
from referrals.models import Fault, IntakeSettings

pytestmark = pytest.mark.django_db


def broken(request):
    raise ValueError("Zebramark 201-555-9876")


def away(request):
    raise OperationalError("no connection")


class Urls:
    handler400 = handler400
    urlpatterns = [path("broken/", broken), path("away/", away), *urlpatterns]


@pytest.fixture
def client(client, settings, monkeypatch):
    """Of a site with two pages that break, where somebody is told."""
    settings.ROOT_URLCONF, client.raise_request_exception = Urls, False
    monkeypatch.setattr(logging.getLogger("django"), "handlers", [FaultHandler(logging.ERROR)])
    IntakeSettings.objects.create(id=1, faults_email="web@example.org")
    return client


def test_an_error_is_mailed_once_for_its_place_by_kind_place_and_number(client):
    for _twice in range(2):
        client.post("/broken/?q=Quagga", {"name": "Okapi"}, headers={"Referer": "http://x/Bongo"})
    assert (send_faults(), send_faults()) == (1, 0)
    (letter,) = mail.outbox
    fault = Fault.objects.get()
    assert letter.to == ["web@example.org"]
    assert "2 times: builtins.ValueError at tests/njcmo_site/test_faults_told.py:" in letter.body
    assert fault.place.endswith(" broken")
    assert len(fault.request) == 10
    assert f"request {fault.request}." in letter.body
    told = letter.subject + letter.body + str(Fault.objects.values())
    for word in ("Zebramark", "555", "Quagga", "Okapi", "Bongo"):
        assert word not in told
    client.get("/broken/")
    assert send_faults() == 1
    assert "1 times: " in mail.outbox[1].body


def test_a_mail_about_errors_that_fails_is_tried_again(client):
    client.get("/broken/")
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError):
        assert send_faults() == 0
    assert send_faults() == 1


def test_without_an_address_errors_wait_for_one(client):
    client.get("/broken/")
    IntakeSettings.objects.update(faults_email="")
    assert send_faults() == 0
    IntakeSettings.objects.update(faults_email="web@example.org")
    assert send_faults() == 1


def test_neither_a_database_that_is_away_nor_an_answer_of_503_is_kept(client, monkeypatch):
    assert client.get("/away/").status_code in {500, 503}
    monkeypatch.setattr("njcmo_site.probes.check_migrations", mock.Mock(side_effect=LookupError))
    assert client.get("/readyz").status_code == 503
    assert not Fault.objects.exists()


def test_what_cannot_be_kept_costs_no_answer(client, monkeypatch):
    monkeypatch.setattr(Fault.objects, "note", mock.Mock(side_effect=RuntimeError))
    assert client.get("/broken/").status_code == 500


def test_what_any_stranger_brings_about_is_no_error_of_the_site(client):
    assert client.get("/faq/", headers={"host": "evil.example"}).status_code == 400
    assert not Fault.objects.exists()
