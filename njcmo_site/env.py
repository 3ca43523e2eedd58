"""Reads and checks the environment variables, and makes the secrets once. Imports no Django.

A wrong value ends the process with status 2 and one line that names the setting and says what
would be right: whoever starts the site is an operator, and has no use for a traceback.
"""

import base64
import contextlib
import ipaddress
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import environ

ROOT = Path(__file__).resolve().parent.parent

# One that hangs keeps nobody waiting: see njcmo_site/postgresql/outage.py.
POSTGRESQL = {
    "connect_timeout": 2,  # seconds, the least there is
    "tcp_user_timeout": 10_000,  # milliseconds, for a network that swallows what is sent
    # Each process has many threads; a connection for each would be more than PostgreSQL allows.
    # One try at a new connection: with the pauses of the pool, none is made for minutes.
    "pool": {"min_size": 0, "max_size": 8, "timeout": 1.5, "reconnect_timeout": 0},
}


def refuse(name: str, right: str) -> NoReturn:
    """Stop the start: `name` is the setting, `right` says what it should be."""
    sys.stderr.write(f"{name}: {right}\n")
    raise SystemExit(2)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int, low: int, high: int) -> int:
    raw = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", raw) or not low <= int(raw) <= high:
        refuse(name, f"must be a whole number from {low} to {high}.")
    return int(raw)


def flag(name: str) -> bool:
    """True for 1, true, yes, on; False when unset or for 0, false, no, off; in any case."""
    raw = text(name, "off").lower()
    if raw not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        refuse(name, "must be on or off.")
    return raw in {"1", "true", "yes", "on"}


def items(name: str) -> list[str]:
    return [item.strip() for item in text(name).split(",") if item.strip()]


def host() -> str:
    """The address to listen on: a name or an IP address, without port or brackets."""
    name = text("HOST", "127.0.0.1")
    if not is_host(name):
        refuse("HOST", "must be a host name or an IP address, such as 127.0.0.1.")
    return name


def is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
        return bool(re.fullmatch(rf"{label}(\.{label})*", name.lower()))
    return True


def bracketed(host: str) -> str:
    """An IPv6 address as it stands in a URL or a Host header."""
    return f"[{host}]" if ":" in host else host


def site_url() -> str:
    """The public origin without a slash at its end, such as https://ot.njcmo.org."""
    default = f"http://{bracketed(host())}:{number('PORT', 8000, 1, 65535)}"
    raw = text("SITE_URL", default).rstrip("/")
    right = "must be an http or https origin without a path, such as https://ot.example.org."
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError:
        refuse("SITE_URL", right)
    origin = f"{parts.scheme}://{bracketed(parts.hostname or '')}" + (f":{port}" if port else "")
    if parts.scheme not in {"http", "https"} or origin != raw.lower():
        refuse("SITE_URL", right)
    if not is_host(parts.hostname or ""):
        refuse("SITE_URL", right)
    return origin


def allowed_hosts(site_url: str) -> list[str]:
    further = items("ALLOWED_HOSTS")
    for name in further:
        if not is_host(name.removeprefix(".").strip("[]")):
            refuse("ALLOWED_HOSTS", "must be host names without a port, separated by commas.")
    own = bracketed(urlsplit(site_url).hostname or "")
    return list(dict.fromkeys([own, "localhost", "127.0.0.1", *further]))


def trusted_proxies() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(item) for item in items("TRUSTED_PROXIES")]
    except ValueError:
        refuse(
            "TRUSTED_PROXIES",
            "must be IP addresses or networks separated by commas, such as 10.0.0.0/8.",
        )


def data_dir() -> Path:
    """The folder of the SQLite file, the uploads and the generated secrets; made if missing."""
    folder = ROOT / Path(text("DATA_DIR", "var")).expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        refuse("DATA_DIR", "must be a folder that this user can write to.")
    return folder


def secret(name: str, folder: Path, make: Callable[[], str]) -> str:
    """The setting `name`; unset, what an earlier start kept in `folder`, or made and kept now.

    The file appears whole or not at all, readable by its owner only, and the first of several
    processes that start together decides what is in it.
    """
    if value := text(name):
        return value
    kept = file_of_secret(name, folder)
    if not kept.exists():
        with written_secret(make(), folder) as new, contextlib.suppress(FileExistsError):
            os.link(new, kept)  # or another process was first
        sync_folder(folder)
    try:
        value = kept.read_text().strip()
    except (OSError, ValueError):
        value = ""
    if not value:
        refuse(name, f"the file {kept} cannot be read or is empty; restore it from a backup.")
    return value


def file_of_secret(name: str, folder: Path) -> Path:
    return folder / f"{name.lower()}.secret"


@contextlib.contextmanager
def written_secret(value: str, folder: Path) -> Iterator[Path]:
    """A file that is whole and on the disk, readable by its owner only; gone unless it is moved."""
    new = tempfile.NamedTemporaryFile("w", dir=folder, prefix=".secret-", delete=False)  # noqa: SIM115
    try:
        with new:  # mode 600
            new.write(value + "\n")
            new.flush()
            os.fsync(new.fileno())
        yield Path(new.name)
    finally:
        Path(new.name).unlink(missing_ok=True)


def replace_secret(name: str, folder: Path, value: str) -> None:
    """Whoever reads it has the one or the other, whatever happens meanwhile."""
    file = file_of_secret(name, folder)
    with written_secret(value, folder) as new:
        if file.exists():  # whoever changes it, who serves must be able to read it
            os.chown(new, file.stat().st_uid, file.stat().st_gid)
        new.replace(file)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def secret_keys(folder: Path) -> list[str]:
    """Django's secrets, newest first."""
    keys = several(secret("SECRET_KEY", folder, new_secret_key), 50)
    if len(keys[0]) < 50:
        refuse("SECRET_KEY", "must be at least 50 random characters.")
    return keys


def lookup_keys(folder: Path) -> list[bytes]:
    """Keys of hashes, newest first."""
    keys = several(secret("LOOKUP_KEY", folder, new_lookup_key), 32)
    if len(keys[0]) < 32:
        refuse("LOOKUP_KEY", "must be at least 32 random characters.")
    return [key.encode() for key in keys]


def several(value: str, shortest: int) -> list[str]:
    """What commas separate, unless that leaves something too short: then a comma is part of it."""
    keys = [item.strip() for item in value.split(",")]
    return keys if min(map(len, keys)) >= shortest else [value]


def field_encryption_keys(folder: Path) -> list[bytes]:
    """Fernet keys, newest first: 32 random bytes each, in URL-safe base64."""
    made = secret("FIELD_ENCRYPTION_KEYS", folder, new_field_encryption_key)
    keys = [item.strip().encode() for item in made.split(",") if item.strip()]
    for key in keys:
        try:
            right = len(base64.urlsafe_b64decode(key)) == 32
        except ValueError:
            right = False
        if not right:
            refuse(
                "FIELD_ENCRYPTION_KEYS",
                "must be keys of 32 bytes in URL-safe base64 (44 characters), separated by"
                " commas, newest first.",
            )
    if not keys:
        refuse("FIELD_ENCRYPTION_KEYS", "must hold at least one key.")
    return keys


def new_secret_key() -> str:
    return secrets.token_urlsafe(64)


def new_lookup_key() -> str:
    return secrets.token_urlsafe(48)


def new_field_encryption_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def database(folder: Path) -> dict:
    raw = text("DATABASE_URL")
    if not raw:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "njcmo.sqlite3",
            "OPTIONS": {
                # Several processes write: take the write lock when a transaction begins, and
                # wait for it, so that no family meets "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: a commit is on the disk before a family reads "we got your request".
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                ),
            },
        }
    right = "must be postgres://user:password@host:5432/name."
    config = parsed(environ.Env.db_url_config, "DATABASE_URL", raw, right)
    if not raw.startswith(("postgres://", "postgresql://")) or not config["NAME"]:
        refuse("DATABASE_URL", right)
    if config.get("OPTIONS"):
        refuse("DATABASE_URL", f"{right[:-1]}, without options.")
    return config | {"ENGINE": "njcmo_site.postgresql", "OPTIONS": POSTGRESQL}


def cache() -> dict:
    raw = text("CACHE_URL", "dbcache://cache?timeout=3600&max_entries=100000")
    right = "must be redis://host:6379/0 (or rediss://)."
    config = parsed(environ.Env.cache_url_config, "CACHE_URL", raw, right)
    if text("CACHE_URL"):
        if not raw.startswith(("redis://", "rediss://")) or not is_host(
            urlsplit(raw).hostname or ""
        ):
            refuse("CACHE_URL", right)
        if config.get("OPTIONS"):
            refuse("CACHE_URL", f"{right[:-1]}, without options.")
        return config | {"BACKEND": "njcmo_site.redis_cache.RedisCache"}
    return config | {"BACKEND": "njcmo_site.cache.DatabaseCache"}


def email(folder: Path) -> dict:
    """Django's EMAIL_… settings. Without a mail server every message becomes a file."""
    raw = text("EMAIL_URL")
    if not raw:
        return {
            "EMAIL_BACKEND": "njcmo_site.mail_files.MailFiles",
            "EMAIL_FILE_PATH": str(folder / "mail"),
        }
    right = "must be smtp://user:password@host:587 (or smtp+tls:// or smtp+ssl://)."
    config = parsed(environ.Env.email_url_config, "EMAIL_URL", raw, right)
    if not raw.startswith(("smtp://", "smtp+tls://", "smtp+ssl://")) or not config["EMAIL_HOST"]:
        refuse("EMAIL_URL", right)
    config.pop("OPTIONS", None)
    return config | {"EMAIL_PORT": config["EMAIL_PORT"] or 25}


def parsed(parse: Callable[[str], dict], name: str, raw: str, right: str) -> dict:
    try:
        parts = urlsplit(raw)
        parts.port  # noqa: B018  one that is no number raises here
        if "@" in parts.path + parts.query + parts.fragment:
            raise ValueError("the host ended within the password")
        return parse(raw)
    except (ValueError, KeyError, environ.ImproperlyConfigured):
        signs = "/ as %2F, # as %23, ? as %3F, [ as %5B and % as %25"
        refuse(name, f"{right} In a password write {signs}.")
