"""Operators read how the site is, and Prometheus too."""

import io
from collections import namedtuple
from datetime import timedelta
from unittest import mock

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client import generate_latest

from njcmo_site import serving
from njcmo_site.status import figures, gauges
from referrals.models import IntakeSettings, LastBackup, Notice
from tests.factories import make_referral

pytestmark = pytest.mark.django_db

Usage = namedtuple("Usage", "total used free")


def status() -> tuple[int, list[str]]:
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("status", stdout=said)
    return int(ended.value.code), said.getvalue().splitlines()


def to_look_at() -> list[str]:
    """The first word of each line that needs somebody."""
    code, lines = status()
    looks = [line.removeprefix("LOOK ").partition(":")[0] for line in lines if "LOOK" in line]
    assert code == bool(looks)
    return looks


@pytest.fixture
def fine(settings, tmp_path, monkeypatch):
    """A site of which nothing needs anybody."""
    settings.DATA_DIR, settings.HAS_MAIL_SERVER = tmp_path, True
    monkeypatch.setattr(figures.shutil, "disk_usage", lambda _place: Usage(9e9, 1e9, 8e9))
    LastBackup.note_made(timezone.now())
    LastBackup.note_proven(timezone.now())
    with serving.hold(tmp_path):
        yield


def test_a_site_that_is_fine_says_so_and_names_nobody(fine):
    make_referral(caregiver_name="Zebramark")
    code, lines = status()
    assert code == 0
    assert all(line.startswith("ok   ") for line in lines)
    assert "ok   Requests: 1 in all, 1 open, 1 unread, 0 overdue; 0 staff accounts" in lines
    assert "Zebramark" not in " ".join(lines)


def test_what_needs_somebody_is_marked(fine, settings, monkeypatch):
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    referral = make_referral()
    Notice.objects.announce(referral)
    old = timezone.now() - timedelta(hours=2)
    Notice.objects.update(made_at=old, due_at=old)
    assert to_look_at() == ["E-mails"]
    Notice.objects.all().delete()
    LastBackup.note_failed()
    assert to_look_at() == ["Backup"]
    monkeypatch.setattr(figures.shutil, "disk_usage", lambda _place: Usage(9e9, 9e9, 1e6))
    assert to_look_at() == ["Backup", "Disk"]
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key()]
    assert to_look_at() == ["Keys", "Backup", "Disk"]
    settings.HAS_MAIL_SERVER = False
    assert to_look_at() == ["Keys", "E-mails", "Backup", "Disk"]


def test_a_server_that_does_not_run_and_a_missing_migration_are_marked(fine, tmp_path, settings):
    settings.DATA_DIR = tmp_path / "other"
    settings.DATA_DIR.mkdir()
    assert to_look_at() == ["Server"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'faq' AND name LIKE '0001%%'")
    code, lines = status()
    assert code == 1
    assert [line for line in lines if line.endswith("1 migrations missing")] == lines


def test_a_database_that_is_away_is_one_line(fine, monkeypatch):
    monkeypatch.setattr(connection, "get_database_version", mock.Mock(side_effect=OperationalError))
    with pytest.raises(CommandError, match="cannot be read \\(OperationalError\\)"):
        call_command("status")


def test_gauges_are_read_when_somebody_asks(fine):
    registry = gauges.registry()
    make_referral(caregiver_name="Zebramark")
    told = generate_latest(registry).decode()
    assert "njcmo_referrals_open 1.0" in told
    make_referral()
    told = generate_latest(registry).decode()
    assert {"njcmo_up 1.0", "njcmo_referrals_open 2.0"} <= set(told.splitlines())
    assert "Zebramark" not in told


def test_gauges_say_that_the_database_is_away(monkeypatch):
    away = mock.Mock(side_effect=OperationalError)
    monkeypatch.setattr(figures.Referral.objects, "count", away)
    assert "njcmo_up 0.0" in generate_latest(gauges.registry()).decode()


def test_gauges_are_on_the_port_that_is_named_and_on_this_machine_alone(monkeypatch):
    start, wait = mock.Mock(), mock.Mock()
    commands = "njcmo_site.management.commands.serve_gauges"
    monkeypatch.setattr(f"{commands}.start_http_server", start)
    monkeypatch.setattr(f"{commands}.Event", wait)
    call_command("serve_gauges", port=9464, stdout=io.StringIO())
    assert start.call_args.args[:2] == (9464, "127.0.0.1")
    start.side_effect = OSError("Address already in use")
    with pytest.raises(CommandError, match="nothing can listen there"):
        call_command("serve_gauges", port=9464)
