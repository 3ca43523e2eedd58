import fcntl
import hashlib
import os
import socket
import sys

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from njcmo_site.backups import erasing


class Command(BaseCommand):
    """Everything that must be done before the site can serve; each step may be done again."""

    help = "Brings the database, the starter content and the static files up to date."

    def add_arguments(self, parser):
        parser.add_argument(
            "--beside", action="store_true", help="while an older version goes on serving"
        )

    def handle(self, *, beside, **options):
        if not beside and "LISTEN_FDS" not in os.environ:  # where systemd listens for us
            self.check_address()
        self.check_proxies()
        try:
            with (settings.DATA_DIR / ".prepare.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # two that start together take turns
                self.bring_up_to_date()
        except DatabaseError as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            stop(f"DATABASE_URL: the database cannot be used ({reason}).")
        except OSError as error:
            stop(f"DATA_DIR: {settings.DATA_DIR} cannot be written to ({error.strerror}).")

    def bring_up_to_date(self):
        self.say("Updating the database")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("check_stored_data")
        self.erase_again()
        self.say("Filling what is empty with the starter content")
        call_command("load_starter_content", stdout=self.stdout)
        call_command("clearsessions")
        self.collect_static_files()

    def erase_again(self):
        """Whatever backup the database was brought from, and by whatever means."""
        erasing.complete_list()
        if again := erasing.erase_what_was_erased():
            self.say(f"{again} requests came back that had been erased: they are erased again")

    def check_address(self):
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        try:
            socket.create_server((settings.HOST, settings.PORT), family=family).close()
        except OSError as error:
            reason = (error.strerror or "").split(" (")[0]  # Python adds the address
            stop(f"HOST, PORT: nothing can listen there ({reason}).")

    def check_proxies(self):
        """Https ends at a proxy, since this server speaks HTTP."""
        if settings.HTTPS and not settings.TRUSTED_PROXIES:
            self.stderr.write(
                "TRUSTED_PROXIES: name the address of the proxy that speaks https for SITE_URL,"
                " such as 127.0.0.1; until then all families share the limits of one connection."
            )

    def collect_static_files(self):
        """Copy, hash and compress; or nothing, when no file has changed since this was done.

        Those of older versions stay: pages that proxies and browsers keep ask for them.
        """
        done = settings.STATIC_ROOT / ".collected"
        wanted = fingerprint()
        if done.exists() and done.read_text() == wanted:
            return
        self.say("Collecting static files")
        done.unlink(missing_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        done.write_text(wanted)

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()


def stop(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.exit(2)


def fingerprint() -> str:
    """Changes when any static file is added, taken away or edited."""
    files = sorted(
        (path, storage.size(path), storage.get_modified_time(path).timestamp())
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    return hashlib.sha256(repr((settings.DEBUG, files)).encode()).hexdigest()
