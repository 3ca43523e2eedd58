"""A site goes back to a backup: wholly, or it stays as it was."""

from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction

from njcmo_site.backups import erasing, media, site
from njcmo_site.backups.loading import begun, load
from njcmo_site.backups.seal import RefusedError
from njcmo_site.serving import is_served


def restore(path: Path, replace: bool = False, list_lost: bool = False) -> int:
    """How many requests came back that had been erased, and are erased again.

    Raises RefusedError, OSError or DatabaseError, and has changed nothing then.
    """
    if is_served(settings.DATA_DIR):
        raise RefusedError("the server is running; stop it first.")
    with path.open("rb") as file:
        _site, parts = begun(file)
        site.migrate_if_new()
        if not list_lost:
            erasing.refuse_missing_list()
        with media.Staging() as files:
            with transaction.atomic():
                if not replace and site.holds_something():
                    raise RefusedError(
                        "this site holds requests, accounts or photos; --yes throws them away."
                    )
                erasing.complete_list()
                database = site.kind()(connection.connection)
                with connection.wrap_database_errors:
                    database.empty(site.tables())
                totals = load(parts, database, files)
                with connection.wrap_database_errors:
                    database.go_on_after(totals["sequences"])
                erased = make_true(list_lost)
                files.put()
            erasing.complete_list()  # not before: what is taken back again was not erased
            files.take_away_others()
    return erased


def make_true(list_lost: bool) -> int:
    """What has to hold before the first answer."""
    Session.objects.all().delete()  # their accounts may be other ones now; StaffSession with them
    call_command("check_stored_data")
    if not list_lost:
        erasing.refuse_old_list()
    # What is due meanwhile goes in the next night: once erased, no other backup brings it back.
    return erasing.erase_what_was_erased()
