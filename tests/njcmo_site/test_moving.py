"""A site moves from SQLite to PostgreSQL wholly, or says in one line why it does not."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from njcmo_site import serving
from njcmo_site.moving import moving
from njcmo_site.moving.rows import models
from referrals.models import Referral, Step
from tests.backups import Sites
from tests.factories import make_referral
from tests.njcmo_site.test_backups import WORDS, a_busy_site

pytestmark = pytest.mark.browser  # no browser, but a real database server


@pytest.fixture
def sites(tmp_path, settings, db, new_database):
    sites = Sites("sqlite", tmp_path, settings, new_database)
    sites.move()
    yield sites
    sites.leave()


def go_to_postgresql(sites, settings) -> None:
    """As an operator who has set DATABASE_URL, on the same DATA_DIR."""
    sites.leave()
    sites.database = sites.postgresql(Path(settings.DATA_DIR))
    sites.go(sites.another_connection())


def rows() -> dict:
    """Of each model, by key: PostgreSQL has an order of its own, also within JSON."""
    return {
        model: {row[model._meta.pk.attname]: row for row in model._base_manager.values()}
        for model in models()
    }


def moved() -> str:
    said = io.StringIO()
    call_command("move_to_postgresql", stdout=said)
    return said.getvalue()


def refused() -> str:
    with pytest.raises(CommandError) as refusal:
        moved()
    (line,) = str(refusal.value).splitlines()
    return line


def test_a_site_moves_row_by_row_and_goes_on_where_it_was(sites, settings):
    referral = a_busy_site(settings)
    given = make_referral().pk
    Referral.objects.filter(pk=given).delete()
    before = rows()
    go_to_postgresql(sites, settings)

    said = moved()

    assert said.endswith("are in PostgreSQL as they were.\n")
    assert rows() == before
    back = Referral.objects.get(pk=referral.pk)
    assert (back.message, back.steps.get().note) == (WORDS, WORDS)
    assert moved() == said  # once more: compared, and nothing is written
    assert make_referral().pk > given
    assert "holds requests or accounts; name an empty one" in refused()
    assert Step.objects.count() == 1


def test_what_keeps_a_site_from_moving_is_told_in_one_line_and_nothing_has_changed(
    sites, settings, monkeypatch
):
    assert "set DATABASE_URL to an empty database" in refused()
    a_busy_site(settings)
    with connections["default"].cursor() as cursor:  # SQLite takes what is too long
        cursor.execute("UPDATE auth_user SET first_name = %s", ["Zebra" * 99])
    go_to_postgresql(sites, settings)
    line = refused()
    before = rows()
    assert "auth_user has a row that PostgreSQL refuses: StringDataRightTruncation" in line
    assert "Zebra" not in line
    with serving.hold(settings.DATA_DIR):
        assert "the server is running; stop it first" in refused()
    monkeypatch.setattr(moving, "copy", lambda model: None)
    assert "did not come out the same" in refused()
    (settings.DATA_DIR / "njcmo.sqlite3").unlink()
    assert "it is not there" in refused()
    assert rows() == before
    assert "sqlite" not in list(connections)
