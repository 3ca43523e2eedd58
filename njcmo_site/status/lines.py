"""How the site is, in a line for each thing that somebody has to look after."""

import platform
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.timesince import timesince

from njcmo_site.backups.site import NAMES, migrations
from njcmo_site.env import ROOT
from njcmo_site.health.backups import what_is_wrong
from njcmo_site.serving import is_served
from njcmo_site.status.figures import Figure
from referrals.management.commands.check_stored_data import opens_what_is_stored
from referrals.models import LastBackup

LATE = timedelta(hours=1)  # a mail server may be away for a while
FREE = 1024**3  # bytes


class Line(NamedTuple):
    is_fine: bool
    text: str


def of_the_code() -> Line:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    try:
        commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    except OSError:
        commit = ""  # no git on this machine
    versions = f"Django {django.__version__}, Python {platform.python_version()}"
    return Line(True, f"Version: {commit or 'not a checkout'}, {versions}")


def of_the_database() -> Line:
    applied, known = migrations()
    version = ".".join(map(str, connection.get_database_version()))
    missing = len(known) - len(applied)
    text = f"Database: {NAMES[connection.vendor]} {version}, {missing} migrations missing"
    return Line(not missing, text)


def of_the_server() -> Line:
    runs = is_served(settings.DATA_DIR)
    return Line(runs, f"Server: {'runs' if runs else 'does not run'} ({settings.DATA_DIR})")


def of_the_keys() -> Line:
    opens = opens_what_is_stored()
    return Line(opens, f"Keys: {'open' if opens else 'do not open'} what is stored")


def of_the_mails(figures: dict[str, Figure]) -> Line:
    waiting, resting = figures["mails_waiting"].value, figures["mails_resting"].value
    text = f"E-mails: {waiting} wait, {resting} are no longer tried"
    oldest = timedelta(seconds=age(figures, "oldest_mail_seconds") or 0)
    if oldest > LATE:
        text += f"; the oldest has been due for {told(oldest)}"
    if not settings.HAS_MAIL_SERVER:
        text += "; no mail server is set (EMAIL_URL)"
    return Line(settings.HAS_MAIL_SERVER and not resting and oldest <= LATE, text)


def of_the_backup(figures: dict[str, Figure]) -> Line:
    wrong = [why for why, _command in what_is_wrong(LastBackup.current())]
    if wrong:
        return Line(False, f"Backup: {wrong[0]}")
    made, proven = (
        told(timedelta(seconds=age(figures, name) or 0))
        for name in ("backup_seconds", "proven_backup_seconds")
    )
    return Line(True, f"Backup: made {made} ago; one of {proven} ago was proven")


def of_the_disk(figures: dict[str, Figure]) -> Line:
    free = figures["disk_free_bytes"].value
    return Line(free >= FREE, f"Disk: {free / FREE:.1f} GB free")


def of_the_errors(figures: dict[str, Figure]) -> Line:
    kinds = int(figures["faults"].value)
    return Line(not kinds, f"Errors of the site: {kinds} kinds within a day, see the log")


def of_the_work(figures: dict[str, Figure]) -> Line:
    names = ("referrals", "referrals_open", "referrals_unread", "referrals_overdue")
    counts = [int(figures[name].value) for name in names]
    text = "Requests: {} in all, {} open, {} unread, {} overdue".format(*counts)
    return Line(True, f"{text}; {int(figures['staff'].value)} staff accounts")


def age(figures: dict[str, Figure], name: str) -> float | None:
    return figures[name].value if name in figures else None


def told(span: timedelta) -> str:
    now = timezone.now()
    return timesince(now - span, now, depth=1).replace("\xa0", " ")


def lines(found: dict[str, Figure]) -> Iterator[Line]:
    yield of_the_code()
    yield of_the_database()
    yield of_the_server()
    yield of_the_keys()
    yield of_the_mails(found)
    yield of_the_backup(found)
    yield of_the_disk(found)
    yield of_the_errors(found)
    yield of_the_work(found)
