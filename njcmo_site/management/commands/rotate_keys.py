import sys

from django.core.management.base import BaseCommand, CommandError

from njcmo_site.rotating import secrets
from njcmo_site.rotating.renewing import renew

NAMED_AT_MOST = 20


class Command(BaseCommand):
    help = (
        "Encrypts and hashes anew, with the newest keys and each for its own row and field, what"
        " families and staff wrote and the secrets of second factors; says what no key opens, and"
        " ends with status 0 when there is nothing of that. --new makes a new secret before: of"
        " encryption, of the hashes by which a phone or e-mail is found (lookup), or Django’s. Can"
        " be run while the site serves, and twice; what was interrupted is gone on with."
    )

    def add_arguments(self, parser):
        parser.add_argument("--new", choices=secrets.SECRETS, help="begin with a new one")
        parser.add_argument(
            "--forget",
            choices=secrets.SECRETS,
            help="take the older ones away, once nothing needs them",
        )

    def handle(self, *, new, forget, **options):
        if new:
            self.change(secrets.add, new)
        done, unreadable = renew()
        self.stdout.write(f"{done} rows renewed with the newest keys.")
        if forget:
            self.change(secrets.forget, forget)
        for name, whose in unreadable.items():
            self.stdout.write(f"No key opens {name} of {len(whose)}: {shortened(whose)}")
        if unreadable:
            self.stdout.write(
                "Add the key that was used before to FIELD_ENCRYPTION_KEYS, after the newest."
            )
        sys.exit(bool(unreadable))

    def change(self, do, kind):
        try:
            line = do(kind)
        except secrets.RefusedError as refusal:
            raise CommandError(str(refusal)) from None
        if line:
            self.stdout.write(f"Set {line} and start the site again; then run rotate_keys.")


def shortened(whose: list[str]) -> str:
    more = len(whose) - NAMED_AT_MOST
    return ", ".join(whose[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
