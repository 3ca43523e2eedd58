"""A secret of the site gets a newer one before it, and loses the older ones."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from njcmo_site import env
from referrals.models import LastBackup


class RefusedError(Exception):
    """Why a secret is left as it is: one line for the webmaster."""


class Secret(NamedTuple):
    setting: str
    new: Callable[[], str]
    read: Callable[[Path], list[str] | list[bytes]]  # newest first

    def values(self) -> list[str]:
        keys = self.read(settings.DATA_DIR)
        return [key.decode() if isinstance(key, bytes) else key for key in keys]


SECRETS = {
    "encryption": Secret(
        "FIELD_ENCRYPTION_KEYS", env.new_field_encryption_key, env.field_encryption_keys
    ),
    "lookup": Secret("LOOKUP_KEY", env.new_lookup_key, env.lookup_keys),
    "secret": Secret("SECRET_KEY", env.new_secret_key, env.secret_keys),
}


def add(kind: str) -> str:
    """What is to be done now: nothing, or the line of the environment that has to be set."""
    secret = SECRETS[kind]
    with alone():
        values = secret.values()
        if any("," in value for value in values):
            raise RefusedError(f"{secret.setting}: it has a comma in it, which separates secrets.")
        return put(secret, [secret.new(), *values])


def forget(kind: str) -> str:
    """All but the newest, once nothing needs the others; see add()."""
    secret = SECRETS[kind]
    with alone():
        if kind == "encryption":
            refuse_backups_of_old_keys()
        return put(secret, secret.values()[:1])


def put(secret: Secret, values: list[str]) -> str:
    line = ",".join(values)
    if env.text(secret.setting):
        return f"{secret.setting}={line}"
    env.replace_secret(secret.setting, settings.DATA_DIR, line)
    return ""


def refuse_backups_of_old_keys() -> None:
    """Nobody can open those but with the old key; of the environment nobody knows since when."""
    changed = env.file_of_secret("FIELD_ENCRYPTION_KEYS", settings.DATA_DIR)
    made_at = LastBackup.current().made_at
    if env.text("FIELD_ENCRYPTION_KEYS") or not changed.exists():
        return
    if not made_at or made_at < datetime.fromtimestamp(changed.stat().st_mtime, UTC):
        raise RefusedError(
            "The last backup opens with an older key alone: run backup first, and keep a copy of"
            f" {changed} for as long as you keep older ones."
        )


@contextmanager
def alone() -> Iterator[None]:
    """Two that change secrets together would lose one of them."""
    with Path(settings.DATA_DIR, ".rotate.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield
