import logging
import os
import time
from contextlib import suppress
from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from njcmo_site.accounts import letters
from njcmo_site.backups.erasing import complete_list
from njcmo_site.faults import send_faults
from njcmo_site.health.asking import Asking
from njcmo_site.heard.forgetting import forget_old
from njcmo_site.keys import follow_secret_key
from njcmo_site.reviews import send_weekly
from referrals import retention
from referrals.families.limits import forget_expired
from referrals.mail import hand_overs
from referrals.mail.at_once import send_at_once
from referrals.mail.digest import send_digests
from referrals.mail.outbox import send_due
from services.photos.sweeping import sweep

EVERY_NOW_AND_THEN = 15 * 60  # seconds
A_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Sends the e-mails that are due. With --while PID it goes on until that process ends,"
        " sends staff their daily e-mail, the owners of the pages their weekly one and operators"
        " the errors of the site, and forgets what has expired: sessions of browsers, counts of"
        " connections, and at night the referrals whose last day has passed, the answers about"
        " pages of a year ago, and files of photos that nobody saved. An hour later it has"
        " check_links run, in a process of its own."
    )

    requires_system_checks = []  # prepare has made them; for them it would load every page

    def add_arguments(self, parser):
        parser.add_argument("--while", type=int, dest="pid", metavar="PID")
        parser.add_argument("--every", type=float, default=5, metavar="SECONDS")

    def handle(self, *, pid, every, **options):
        if pid is None:
            sent = letters.send_due() + send_due() + hand_overs.send_due()
            self.stdout.write(f"{sent} e-mails sent.")
            return
        done_at: float = -EVERY_NOW_AND_THEN
        links = Asking()
        while is_running(pid):
            close_old_connections()
            follow_secret_key()  # it signs links for a new password
            try:
                letters.send_due()  # first: somebody sits there and waits for it
                send_due()
                hand_overs.send_due()
                send_at_once()
                if time.monotonic() >= done_at + EVERY_NOW_AND_THEN:
                    done_at = time.monotonic()
                    call_command("clearsessions")
                    forget_expired()
                    with suppress(OSError):  # a full disk; the next time, then
                        complete_list(since=timezone.now() - A_DAY)  # by other machines as well
                    letters.forget_old()
                    send_digests()
                    send_weekly()
                    send_faults()
                    if timezone.localtime().hour == retention.NIGHT:
                        call_command("empty_due_referrals")
                        forget_old()
                        sweep()
                    links.go_on()
            except DatabaseError as error:
                log.warning("Notices wait: the database does not answer (%s)", type(error).__name__)
            except Exception:  # its text may quote somebody: Python would print it, and end this
                log.exception("A round of the mail worker broke off")
            time.sleep(every)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, as another user
    return True
