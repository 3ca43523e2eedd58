"""Secrets are changed by one command each while the site serves; nothing is lost by it."""

import io
import os
import stat

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.core.signing import BadSignature, Signer
from django.test import Client
from django.utils import timezone

from njcmo_site import env
from njcmo_site.keys import KeptKeys, keys
from njcmo_site.management.commands import send_notices
from njcmo_site.rotating import renewing
from referrals.families import opened_page
from referrals.families.own import request_of
from referrals.models import LastBackup, Referral, Step
from tests.factories import make_referral, valid_answers
from tests.njcmo_site.test_encryption import damage, in_the_database, rotated, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_keys(settings, tmp_path):
    """A site whose secrets are in files of its own, and are read as at its start."""
    settings.DATA_DIR = tmp_path

    def start() -> None:
        settings.SECRET_KEYS = keys("SECRET_KEY", tmp_path, env.secret_keys)
        settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEYS
        settings.FIELD_ENCRYPTION_KEYS = keys(
            "FIELD_ENCRYPTION_KEYS", tmp_path, env.field_encryption_keys
        )
        settings.LOOKUP_KEYS = keys("LOOKUP_KEY", tmp_path, env.lookup_keys)

    start()
    return start


def sealed(referral, column="message") -> str:
    return in_the_database("referrals_referral", column, referral.pk)


def test_a_new_key_of_encryption_serves_processes_that_run_already(own_keys, settings, tmp_path):
    of_another_process = keys("FIELD_ENCRYPTION_KEYS", tmp_path, env.field_encryption_keys)
    referral = make_referral(message="kept")
    before, old = sealed(referral), list(of_another_process)

    assert rotated("--new", "encryption") == (0, "1 rows renewed with the newest keys.")

    assert sealed(referral) != before
    settings.FIELD_ENCRYPTION_KEYS = of_another_process
    assert Referral.objects.get().message == "kept"
    assert list(of_another_process)[1:] == old
    path = tmp_path / "field_encryption_keys.secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".secret-*"))


def test_what_was_interrupted_is_gone_on_with_and_is_readable_meanwhile(own_keys, monkeypatch):
    monkeypatch.setattr(renewing, "BATCH", 1)
    for number in range(3):
        make_referral(message=f"of {number}")
    renew, done = renewing.Texts.renew, []

    def killed(row):
        if done:
            raise KeyboardInterrupt
        done.append(row)
        return renew(row)

    monkeypatch.setattr(renewing.Texts, "renew", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate_keys", new="encryption")
    texts = [one.message for one in Referral.objects.order_by("pk")]
    assert texts == ["of 0", "of 1", "of 2"]
    make_referral(message="meanwhile")
    monkeypatch.setattr(renewing.Texts, "renew", renew)
    assert rotated() == (0, "2 rows renewed with the newest keys.")  # what came meanwhile is new
    assert [one.message for one in Referral.objects.order_by("pk")] == [*texts, "meanwhile"]


def test_a_family_is_found_with_the_old_hash_and_with_the_new_one(own_keys, settings, tmp_path):
    referral = make_referral(phone="2015550177", email="rosa@example.org")
    before = referral.phone_hash, referral.email_hash
    env.replace_secret(
        "LOOKUP_KEY", tmp_path, f"{'n' * 40},{env.lookup_keys(tmp_path)[0].decode()}"
    )

    for _twice in range(2):
        assert request_of(referral.reference, "rosa@example.org") == referral
        assert request_of(referral.reference, "nobody@example.org") is None
        rotated()
    referral.refresh_from_db()
    assert referral.phone_hash != before[0]
    assert referral.email_hash != before[1]
    rotated("--forget", "lookup")
    assert list(settings.LOOKUP_KEYS) == [b"n" * 40]
    assert request_of(referral.reference, "rosa@example.org") == referral


def test_staff_find_a_phone_whose_hash_is_of_the_old_key(own_keys, client, staff, tmp_path):
    client.force_login(staff())
    referral = make_referral(phone="2015550177")
    old = env.lookup_keys(tmp_path)[0].decode()
    env.replace_secret("LOOKUP_KEY", tmp_path, f"{'n' * 40},{old}")
    asked = {"q": "201-555-0177", "reason": "call"}
    found = client.post("/admin/desk/search/", asked, follow=True).content.decode()
    assert str(referral) in found


def test_what_was_signed_with_the_old_secret_holds_until_that_is_forgotten(own_keys, client, staff):
    """By processes that run already, with their next request."""
    client.force_login(staff())
    other = Client()
    other.force_login(staff("supervisor"))
    signed = Signer().sign("x")
    assert rotated("--new", "secret")[0] == 0
    assert client.get("/admin/").status_code == 200
    assert Signer().sign("x") != signed
    assert Signer().unsign(signed) == "x"
    rotated("--forget", "secret")
    assert client.get("/admin/").status_code == 200  # signed in with the new one meanwhile
    assert other.get("/admin/").status_code == 302
    with pytest.raises(BadSignature):
        Signer().unsign(signed)


def test_the_mail_worker_signs_links_with_the_new_secret(own_keys, settings, monkeypatch):
    rotated("--new", "secret")
    runs = iter([True, False])
    monkeypatch.setattr(send_notices, "is_running", lambda _pid: next(runs))
    monkeypatch.setattr(send_notices, "close_old_connections", lambda: None)
    call_command("send_notices", "--while", "1", "--every", "0")
    assert [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] == [*settings.SECRET_KEYS]


def test_a_form_that_was_opened_before_is_accepted_with_the_new_secret(own_keys, client):
    answers = valid_answers()
    opened = opened_page.sign("0" * 36, browser="of this browser")
    rotated("--new", "secret")
    client.get("/get-help/")
    assert opened_page.opened_by("of this browser", "0" * 36, opened)
    assert client.post("/get-help/", answers).status_code == 303
    assert not Referral.objects.get().suspected


def test_secrets_of_the_environment_are_told_as_the_line_to_set(own_keys, monkeypatch):
    old = Fernet.generate_key().decode()
    monkeypatch.setenv("FIELD_ENCRYPTION_KEYS", old)
    told = rotated("--new", "encryption")[1].splitlines()[0]
    assert told.startswith("Set FIELD_ENCRYPTION_KEYS=")
    assert told.endswith(f",{old} and start the site again; then run rotate_keys.")


def test_a_key_is_not_forgotten_while_the_last_backup_needs_it(own_keys, settings, tmp_path):
    rotated("--new", "encryption")
    with pytest.raises(CommandError, match="run backup first"):
        call_command("rotate_keys", forget="encryption", stdout=io.StringIO())
    path = tmp_path / "field_encryption_keys.secret"
    os.utime(path, (0, 0))
    LastBackup.note_made(timezone.now())
    rotated("--forget", "encryption")
    assert len(path.read_text().split(",")) == 1


def test_a_lost_key_is_told_by_what_it_leaves_unreadable_and_the_rest_is_renewed(
    own_keys, settings
):
    lost = make_referral(message="x", email="rosa@example.org")
    damage(lost)
    step = lost.note_step(Step.What.NOTED, note="x")
    write("referrals_step", "note", step.pk, "2:nothing opens this")
    before = sealed(lost, "email")
    status, told = rotated("--new", "encryption")
    assert status == 1
    assert f"No key opens Referral.message of 1: {lost}" in told
    assert f"No key opens Step.note of 1: {lost}" in told
    assert "rosa" not in told
    assert sealed(lost, "email") != before
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    lost = Referral.objects.get()
    assert lost.email == "rosa@example.org"
    with pytest.raises(InvalidToken):
        lost.message  # noqa: B018


def test_a_file_of_keys_that_was_damaged_by_hand_leaves_those_that_were_known(own_keys, tmp_path):
    referral = make_referral(message="kept")
    (tmp_path / "field_encryption_keys.secret").write_text("nonsense")
    assert Referral.objects.get(pk=referral.pk).message == "kept"


def test_a_process_that_could_not_read_a_new_key_reads_it_the_next_time(own_keys, tmp_path):
    path = tmp_path / "lookup_key.secret"
    answers = iter([[b"old"], None, [b"new", b"old"]])

    def read():
        if (found := next(answers)) is None:
            raise OSError("too many open files")
        return found

    kept = KeptKeys(path, read)
    env.replace_secret("LOOKUP_KEY", tmp_path, "n" * 40)
    assert [*kept] == [b"old"]
    assert [*kept] == [b"new", b"old"]


def test_a_new_key_belongs_to_whom_the_old_one_belonged(own_keys, tmp_path, monkeypatch):
    path = tmp_path / "lookup_key.secret"
    before, given = path.stat(), []
    monkeypatch.setattr(os, "chown", lambda _file, *owner: given.append(owner))
    env.replace_secret("LOOKUP_KEY", tmp_path, "n" * 40)
    assert given == [(before.st_uid, before.st_gid)]
