"""Errors of the site reach who looks after it by mail, without anything that somebody typed."""

import logging
import traceback
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from njcmo_site import request_numbers
from njcmo_site.env import ROOT

KEPT_FOR = timedelta(days=30)
AT_MOST = 50  # kinds of errors in one mail

log = logging.getLogger(__name__)


class FaultHandler(logging.Handler):
    """Of Django’s own, which mails ADMINS, the mail would quote request and error."""

    def emit(self, record):
        from referrals.models import Fault  # there is no model yet when logs are set up

        if record.name == "django.request" and not record.exc_info:
            return  # an answer of 503, which says why by itself
        if record.name.startswith("django.security"):
            return  # a refusal, which any stranger brings about
        kind, error, trace = record.exc_info or (None, None, None)
        if isinstance(error, (OperationalError, InterfaceError)):
            return  # the database is away, so it cannot keep this: /readyz says so
        where = place_of(trace) if trace else f"{record.module}.py:{record.lineno}"
        name = f"{kind.__module__}.{kind.__qualname__}" if kind else record.name
        with suppress(Exception):  # whatever fails here, the log has the error itself
            Fault.objects.note(name[:200], where[:300], request_numbers.number())


def place_of(trace: TracebackType) -> str:
    """The last line of ours; of a package, where none is ours."""
    frames = traceback.extract_tb(trace)
    ours = [one for one in frames if is_ours(one.filename)] or frames
    return f"{ours[-1].filename.removeprefix(f'{ROOT}/')}:{ours[-1].lineno} {ours[-1].name}"


def is_ours(filename: str) -> bool:
    return filename.startswith(f"{ROOT}/") and "/site-packages/" not in filename


def send_faults() -> int:
    """Mail what nobody was told yet; return of how many kinds. What fails is tried again."""
    from referrals.models import Fault, IntakeSettings

    Fault.objects.filter(last_at__lt=timezone.now() - KEPT_FOR).delete()
    to = IntakeSettings.current().faults_email
    faults = list(Fault.objects.untold()[:AT_MOST]) if to else []
    # Of several mail workers the one that notes it first sends it.
    mine = [one for one in faults if note_told(one, one.told, one.times)]
    if not mine:
        return 0
    try:
        message(mine, to).send()
    except Exception as error:  # noqa: BLE001  whatever fails, it must be tried again
        for one in mine:
            note_told(one, one.times, one.told)
        log.warning("Mail about errors not sent (%s)", type(error).__name__)
        return 0
    return len(mine)


def note_told(fault: Any, before: int, now: int) -> bool:
    same = type(fault).objects.filter(pk=fault.pk, told=before)
    return bool(same.update(told=now))


def message(faults: list[Any], to: str) -> EmailMessage:
    lines = [
        f"{one.times - one.told} times: {one}. Last at {one.last_at:%Y-%m-%d %H:%M} UTC"
        + (f", request {one.request}." if one.request else ".")
        for one in faults
    ]
    body = "Search the log for the number of the request.\n\n" + "\n".join(lines) + "\n"
    return EmailMessage(
        "Errors on the NJCMO site", body, to=[to], headers={"Auto-Submitted": "auto-generated"}
    )
