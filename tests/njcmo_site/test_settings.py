"""Every setting: its default, and what a wrong value is answered with."""

import io
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.fernet import Fernet

from njcmo_site import env
from njcmo_site.management.commands import prepare

ROOT = Path(__file__).parents[2]
SETTINGS = [
    "HOST",
    "PORT",
    "DATABASE_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "FIELD_ENCRYPTION_KEYS",
    "LOOKUP_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "WEB_CONCURRENCY",
    "DEBUG",
]
# What a process of its own must not inherit.
HIDDEN = [*SETTINGS, "DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def django(code: str, folder: Path, **variables) -> subprocess.CompletedProcess:
    """Run a line of Python in a process of its own, with these settings only."""
    kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings as s; {code}"],
        cwd=ROOT,
        env=kept
        | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "njcmo_site.settings"}
        | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_need_be_set(tmp_path):
    shown = django(
        "print(s.HOST, s.PORT, s.SITE_URL, s.WEB_CONCURRENCY, s.DEBUG, s.ALLOWED_HOSTS,"
        " s.TRUSTED_PROXIES, s.HAS_MAIL_SERVER, s.SECURE_SSL_REDIRECT,"
        " s.DATABASES['default']['NAME'], s.CACHES['default']['BACKEND'], s.EMAIL_FILE_PATH)",
        tmp_path,
    )
    assert shown.stderr == ""
    assert (
        shown.stdout.split()
        == (
            "127.0.0.1 8000 http://127.0.0.1:8000 2 False ['127.0.0.1', 'localhost'] [] False False"
            f" {tmp_path}/njcmo.sqlite3 njcmo_site.cache.DatabaseCache {tmp_path}/mail"
        ).split()
    )


WRONG = [
    ("HOST", "not a host"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "http"),
    ("DATABASE_URL", "mysql://u@h/n"),
    ("DATABASE_URL", "postgres://"),
    ("DATABASE_URL", "postgres://u@h:port/n"),
    ("DATABASE_URL", "postgres://u@h/n?foo=bar"),
    ("CACHE_URL", "memcached://h"),
    ("CACHE_URL", "redis://"),
    ("CACHE_URL", "redis://a..b:6379/0"),
    ("CACHE_URL", "redis://h:6379/0?nonsense=1"),
    ("EMAIL_URL", "imap://h"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "smtp://h:port"),
    ("SECRET_KEY", "short"),
    ("FIELD_ENCRYPTION_KEYS", "short"),
    ("FIELD_ENCRYPTION_KEYS", ","),
    ("FIELD_ENCRYPTION_KEYS", "é" * 44),
    ("LOOKUP_KEY", "short"),
    ("SITE_URL", "ot.example.org"),
    ("SITE_URL", "ftp://ot.example.org"),
    ("SITE_URL", "https://ot.example.org/path"),
    ("SITE_URL", "https://user@ot.example.org"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://h:port"),
    ("SITE_URL", "https://ot..example.org"),
    ("ALLOWED_HOSTS", "ok.example.org, https://bad.example.org"),
    ("TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
    ("WEB_CONCURRENCY", "0"),
    ("WEB_CONCURRENCY", "many"),
    ("DEBUG", "perhaps"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_answered_with_one_line_that_names_the_setting(
    name, value, monkeypatch, capsys, tmp_path
):
    read = {
        "HOST": env.host,
        "PORT": env.site_url,
        "DATABASE_URL": lambda: env.database(tmp_path),
        "CACHE_URL": env.cache,
        "EMAIL_URL": lambda: env.email(tmp_path),
        "SECRET_KEY": lambda: env.secret_keys(tmp_path),
        "FIELD_ENCRYPTION_KEYS": lambda: env.field_encryption_keys(tmp_path),
        "LOOKUP_KEY": lambda: env.lookup_keys(tmp_path),
        "SITE_URL": env.site_url,
        "ALLOWED_HOSTS": lambda: env.allowed_hosts("https://ot.example.org"),
        "TRUSTED_PROXIES": env.trusted_proxies,
        "WEB_CONCURRENCY": lambda: env.number("WEB_CONCURRENCY", 2, 1, 64),
        "DEBUG": lambda: env.flag("DEBUG"),
    }[name]
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        read()
    assert stopped.value.code == 2
    line = capsys.readouterr().err
    assert line.startswith(f"{name}: must ")
    assert line.count("\n") == 1
    if name.endswith(("KEY", "KEYS")):
        assert value not in line.replace(",", "") or value == ","


@pytest.mark.parametrize("password", ["pa/ss", "pa#ss", "pa?ss", "1/2", "1#2", "1?2", "a[b"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://user:{}@db.example.org/ot"),
        ("CACHE_URL", "redis://:{}@cache.example.org:6379/0"),
        ("EMAIL_URL", "smtp+tls://user:{}@mail.example.org:587"),
    ],
)
def test_a_sign_that_ends_a_password_is_told_how_to_write_it(
    name, value, password, monkeypatch, capsys, tmp_path
):
    def read(written) -> str:
        monkeypatch.setenv(name, value.format(written))
        return str([env.database(tmp_path), env.cache(), env.email(tmp_path)])

    with pytest.raises(SystemExit):
        read(password)
    line = capsys.readouterr().err
    assert line.startswith(f"{name}: must ")
    assert line.count("\n") == 1
    assert "%2F" in line
    assert "%23" in line
    assert password not in line
    read(quote(password, safe=""))  # written as the line says, it is taken


def test_a_wrong_value_stops_the_whole_site(tmp_path):
    stopped = django("s.DEBUG", tmp_path, PORT="http")
    assert (stopped.returncode, stopped.stdout) == (2, "")
    assert stopped.stderr == "PORT: must be a whole number from 1 to 65535.\n"


def test_a_data_folder_that_cannot_be_made_stops_the_site(tmp_path):
    (tmp_path / "file").write_text("")
    stopped = django("s.DEBUG", tmp_path / "file" / "folder")
    assert stopped.returncode == 2
    assert stopped.stderr == "DATA_DIR: must be a folder that this user can write to.\n"


@pytest.mark.parametrize(
    ("command", "variables", "reason"),
    [
        ("createsuperuser", {}, "and its SQLite file: there is no site yet."),
        ("send_notices", {}, "and its SQLite file: there is no site yet."),
        (
            "createsuperuser",
            {"DATABASE_URL": "postgres://a:secret@127.0.0.1:1/ot"},
            "and PostgreSQL ot at 127.0.0.1: the database does not answer.",
        ),
    ],
)
def test_a_command_without_the_settings_of_the_site_says_where_it_looked(
    tmp_path, command, variables, reason
):
    run = f"import runpy, sys; sys.argv = ['manage.py', '{command}']; "
    run += "runpy.run_path('manage.py', run_name='__main__')"
    said = django(run, tmp_path, **variables)
    assert said.returncode == 2
    last = said.stderr.splitlines()[-1]
    assert last.startswith(f"DATA_DIR {tmp_path} {reason} Run the command with")
    assert "Traceback" not in said.stderr


def test_the_addresses_of_stores_are_understood(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p%40ss@db.example.org:6432/ot")
    monkeypatch.setenv("CACHE_URL", "redis://cache.example.org:6379/1")
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://u:p%40ss@mail.example.org:587")
    database, cache, email = env.database(tmp_path), env.cache(), env.email(tmp_path)
    assert database["ENGINE"] == "njcmo_site.postgresql"
    assert (database["HOST"], database["PORT"]) == ("db.example.org", 6432)
    assert (database["NAME"], database["PASSWORD"]) == ("ot", "p@ss")
    assert cache["BACKEND"] == "njcmo_site.redis_cache.RedisCache"
    assert (email["EMAIL_HOST"], email["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (email["EMAIL_HOST_PASSWORD"], email["EMAIL_USE_TLS"]) == ("p@ss", True)


def test_the_public_host_is_allowed_and_further_ones_beside_it(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://OT.example.org/")
    monkeypatch.setenv("ALLOWED_HOSTS", "www.example.org, .other.example.org")
    assert env.site_url() == "https://ot.example.org"
    assert env.allowed_hosts(env.site_url()) == [
        "ot.example.org",
        "localhost",
        "127.0.0.1",
        "www.example.org",
        ".other.example.org",
    ]


def test_an_ipv6_address_can_be_listened_on(monkeypatch):
    monkeypatch.setenv("HOST", "::1")
    assert env.site_url() == "http://[::1]:8000"
    assert env.allowed_hosts(env.site_url())[0] == "[::1]"


def test_https_makes_cookies_and_passkeys_secure_and_the_deploy_check_silent(tmp_path):
    checked = django(
        "import django; from django.core.management import call_command; django.setup();"
        " print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " not s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN);"
        " from referrals.families.views import LEFT;"
        " print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, LEFT);"
        " call_command('check', deploy=True, fail_level='WARNING')",
        tmp_path,
        SITE_URL="https://ot.example.org",
    )
    assert checked.returncode == 0, checked.stderr
    assert "True True True True" in checked.stdout
    assert "__Host-sessionid __Host-csrftoken __Host-left" in checked.stdout
    assert "no issues" in checked.stdout


@pytest.mark.parametrize(
    ("https", "proxies", "told"), [(True, [], 1), (True, ["10.0.0.0/8"], 0), (False, [], 0)]
)
def test_https_without_a_trusted_proxy_is_told_at_the_start(settings, https, proxies, told):
    settings.HTTPS, settings.TRUSTED_PROXIES = https, proxies
    said = io.StringIO()
    prepare.Command(stderr=said, no_color=True).check_proxies()
    assert said.getvalue().count("\n") == told
    assert said.getvalue().startswith("TRUSTED_PROXIES: " if told else "")


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    first = (
        env.secret_keys(tmp_path),
        env.field_encryption_keys(tmp_path),
        env.lookup_keys(tmp_path),
    )
    again = (
        env.secret_keys(tmp_path),
        env.field_encryption_keys(tmp_path),
        env.lookup_keys(tmp_path),
    )
    assert first == again
    files = list(tmp_path.iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_processes_that_start_together_agree_on_a_secret(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: env.secret_keys(tmp_path)[0], range(64)))
    assert len(secrets) == 1


@pytest.mark.parametrize("left", [b"", b"\xff"], ids=["cut short", "not text"])
def test_a_secret_that_was_damaged_is_not_replaced(tmp_path, capsys, left):
    kept = tmp_path / "field_encryption_keys.secret"
    kept.write_bytes(left)
    with pytest.raises(SystemExit):
        env.field_encryption_keys(tmp_path)
    assert "restore it from a backup" in capsys.readouterr().err
    assert kept.read_bytes() == left


def test_several_encryption_keys_are_read_newest_first(monkeypatch, tmp_path):
    keys = [Fernet.generate_key() for _ in range(2)]
    monkeypatch.setenv("FIELD_ENCRYPTION_KEYS", ", ".join(key.decode() for key in keys))
    assert env.field_encryption_keys(tmp_path) == keys


def test_sqlite_is_set_up_never_to_lose_a_committed_message(tmp_path):
    shown = django(
        "import django; django.setup(); from django.db import connection as c;"
        " cursor = c.cursor();"
        " print(*(cursor.execute(f'PRAGMA {name}').fetchone()[0] for name in"
        " ('journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys')), c.transaction_mode)",
        tmp_path,
    )
    # synchronous 2 is FULL
    assert shown.stdout.split() == ["wal", "2", "30000", "1", "IMMEDIATE"], shown.stderr
