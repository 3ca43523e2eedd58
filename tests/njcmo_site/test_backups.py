"""A backup brings everything back but what was erased, or says in one line why it does not."""

import io
import resource
import shutil
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from njcmo_site import erased_references, serving
from njcmo_site.backups import archive, erasing, making, media
from njcmo_site.backups.seal import PIECE, RefusedError
from njcmo_site.management.commands import prepare
from referrals import retention
from referrals.models import LastBackup, Referral
from services.models import Photo
from tests.backups import Sites
from tests.factories import make_referral

BOTH = ["sqlite", "postgresql"]
WORDS = 'Haircuts\tare "hard" \\N\n— ¿sí? \u2028'


@pytest.fixture
def sites(request, tmp_path, settings, db):
    engine = getattr(request, "param", "sqlite")
    with_postgresql = engine == "postgresql"
    new_database = request.getfixturevalue("new_database") if with_postgresql else None
    sites = Sites(engine, tmp_path, settings, new_database)
    sites.move()
    yield sites
    sites.leave()


on_both = pytest.mark.parametrize(
    "sites", [BOTH[0], pytest.param(BOTH[1], marks=pytest.mark.browser)], indirect=True
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "one.njcmo"


def run(name, file, *options) -> str:
    said = io.StringIO()
    call_command(name, str(file), *options, stdout=said)
    return said.getvalue()


def refused(name, file, *options) -> str:
    """The one line."""
    with pytest.raises(CommandError) as refusal:
        run(name, file, *options)
    (line,) = str(refusal.value).splitlines()
    return line


def a_busy_site(settings) -> Referral:
    """Somebody of staff, a family with a note, and a photo larger than one piece."""
    person = User.objects.create_superuser("admin", password="a good password")
    referral = make_referral(
        message=WORDS, email="rosa@example.org", received_at="2026-03-08T07:30Z"
    )
    referral.note_step("noted", person, note=WORDS)
    photo = Photo.objects.create(
        folder="swing", title="A swing", alt_en="A swing", widths=[720], height=9, has_avif=True
    )
    place = Path(settings.MEDIA_ROOT, photo.folder, "720.webp")
    place.parent.mkdir(parents=True)
    place.write_bytes(bytes(range(256)) * 1500)
    return referral


@on_both
def test_a_site_comes_back_row_by_row_on_a_new_machine(sites, file, settings):
    referral = a_busy_site(settings)
    before = sites.held()
    run("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert not any(each in file.read_bytes() for each in (b"Haircuts", b"referrals", b"admin"))
    list_kept_apart = erased_references.path().read_bytes()

    sites.move()
    erased_references.path().write_bytes(list_kept_apart)
    Session.objects.create(session_key="x", expire_date="2999-01-01T00:00Z")
    assert run("restore", file).endswith("0 requests were erased again.\n")
    assert sites.held() == before
    back = Referral.objects.get(pk=referral.pk)
    assert (back.message, back.steps.get().note) == (WORDS, WORDS)
    assert not Session.objects.exists()


@on_both
def test_a_key_that_was_given_is_not_given_again(sites, file):
    kept = make_referral()
    given = make_referral().pk
    Referral.objects.filter(pk=given).delete()
    run("backup", file)
    sites.move()
    run("restore", file, "--list-lost")
    assert kept.pk < given < make_referral().pk


@on_both
def test_what_was_acknowledged_is_inside_and_nobody_waits_for_a_backup(sites, file, monkeypatch):
    before, add = make_referral(), archive.Writer.add
    during = []

    def add_while_a_family_writes(writer, data):
        if not during:
            with sites.as_somebody_else():
                during.append(make_referral())
                assert Referral.objects.filter(pk=during[0].pk).exists()
        add(writer, data)

    monkeypatch.setattr(archive.Writer, "add", add_while_a_family_writes)
    run("backup", file)
    assert Referral.objects.count() == 2
    sites.move()
    run("restore", file, "--list-lost")
    assert list(Referral.objects.all()) == [before]


@on_both
def test_what_was_erased_since_is_erased_again_before_it_can_be_read(sites, file):
    kept, withdrawn, closed = (make_referral() for _ in range(3))
    closed.move_to("closed", "declined")
    run("backup", file)
    retention.withdraw(withdrawn)
    closed.empty()
    erased = erased_references.path().read_text()
    assert erased.split() == [withdrawn.reference, closed.reference]

    said = run("restore", file, "--yes")
    assert said.endswith("2 requests were erased again.\n")
    assert Referral.objects.get(pk=kept.pk).caregiver_name == "Rosa Núñez"
    assert {one.pk for one in Referral.objects.exclude(emptied_at=None)} == {
        withdrawn.pk,
        closed.pk,
    }
    assert Referral.objects.get(pk=closed.pk).close_reason == "declined"
    assert set(erased_references.path().read_text().split()) == set(erased.split())


def test_a_start_erases_again_what_came_back_by_other_means(sites):
    referral = make_referral()
    erased_references.note([referral.reference])
    said = io.StringIO()
    prepare.Command(stdout=said).erase_again()
    assert said.getvalue().startswith("1 requests came back")
    assert Referral.objects.get().emptied_at
    erased_references.path().unlink()
    prepare.Command(stdout=said).erase_again()
    assert erased_references.noted() == {referral.reference}


def test_a_line_that_a_full_disk_cut_short_erases_nobody(sites):
    referral = make_referral()
    erased_references.note([])
    erased_references.path().write_text(referral.reference[:-1])
    prepare.Command().erase_again()
    assert Referral.objects.get().emptied_at is None


def test_without_the_newest_list_of_what_was_erased_nothing_is_restored(sites, file):
    make_referral(status="closed").empty()
    run("backup", file)
    sites.move()
    assert "is missing" in refused("restore", file)
    erased_references.note([])
    assert "is older than the backup" in refused("restore", file)
    assert not Referral.objects.exists()
    run("restore", file, "--list-lost")
    assert len(erased_references.noted()) == 1


def test_a_restore_that_fails_at_its_end_erases_nobody_later(sites, file, monkeypatch):
    """What was due by the backup, or came back with it, may be alive on the site of today."""
    long_ago = timezone.now() - timedelta(days=4000)
    referral = make_referral(status_since=long_ago)
    run("backup", file)
    Referral.objects.update(status_since=timezone.now())
    full = OSError(28, "No space left on device")
    monkeypatch.setattr(media.Staging, "put", mock.Mock(side_effect=full))
    assert "No space left" in refused("restore", file, "--yes")
    assert erased_references.noted() == set()
    prepare.Command().erase_again()
    assert Referral.objects.get() == referral
    assert Referral.objects.get().emptied_at is None


def test_each_machine_learns_what_another_has_erased(sites):
    make_referral(status="closed").empty()
    erased_references.path().unlink(missing_ok=True)  # the list of a machine that did not do it
    erasing.complete_list(since=timezone.now() + timedelta(days=1))
    assert erased_references.noted() == set()
    erasing.complete_list(since=timezone.now() - timedelta(days=1))
    assert erased_references.noted() == {Referral.objects.get().reference}


# Proof ----------------------------------------------------------------------------------------


@on_both
def test_a_check_proves_a_backup_and_touches_nothing_of_the_site(sites, file, settings):
    a_busy_site(settings)
    run("backup", file)
    make_referral()
    before = sites.held()
    assert "is whole" in run("check_backup", file)
    assert sites.held() == before
    assert LastBackup.current().proven_made_at < LastBackup.current().proven_at


@on_both
def test_a_backup_that_lacks_a_row_is_not_whole(sites, file, monkeypatch):
    make_referral()
    add, lost = archive.Writer.add, []

    def lose_one(self, data):
        if lost:
            add(self, data)
        lost.append(data)

    monkeypatch.setattr(archive.Writer, "add", lose_one)
    run("backup", file)
    assert "damaged" in refused("check_backup", file)
    before = sites.held()
    assert "damaged" in refused("restore", file, "--yes")
    assert sites.held() == before
    assert LastBackup.current().check_failed_at


def test_nothing_is_restored_under_a_server_that_runs(sites, file, settings):
    run("backup", file)
    with serving.hold(settings.DATA_DIR):
        assert refused("restore", file) == f"{file}: the server is running; stop it first."
    run("restore", file, "--list-lost")


# What is refused ------------------------------------------------------------------------------


def another_key(sites, file):
    sites.settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key()]


def another_lookup_key(sites, file):
    sites.settings.LOOKUP_KEYS = [b"x" * 32]


def another_engine(sites, file):
    connection.vendor = "postgresql"


def cut_short(sites, file):
    with file.open("r+b") as cut:
        cut.truncate(file.stat().st_size - 1)


def cut_at_the_end_of_a_piece(sites, file):
    with file.open("r+b") as cut:
        cut.truncate(48 + 3 * (PIECE + 16))


def a_flipped_bit(sites, file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def nothing_of_ours(sites, file):
    file.write_bytes(b"PK\3\4 something else")


def away(sites, file):
    file.unlink()


WRONG = {
    another_key: "none of FIELD_ENCRYPTION_KEYS opens it",
    another_lookup_key: "LOOKUP_KEY is not the one",
    another_engine: "it was made on SQLite, and this site is on PostgreSQL",
    cut_short: "it is damaged or cut short",
    cut_at_the_end_of_a_piece: "it is damaged or cut short",
    a_flipped_bit: "it is damaged or cut short",
    nothing_of_ours: "it is no backup of this site",
    away: "No such file or directory",
}


@pytest.mark.parametrize("what", WRONG, ids=lambda what: what.__name__)
def test_what_cannot_be_restored_is_told_in_one_line_and_leaves_the_site_as_it_was(
    sites, file, settings, what
):
    a_busy_site(settings)
    run("backup", file)
    before = sites.held()
    what(sites, file)
    for command in (["check_backup", file], ["restore", file, "--yes"]):
        assert WRONG[what] in refused(*command)
        assert sites.held() == before
    assert LastBackup.current().check_failed_at


def test_an_archive_of_another_version_is_refused(sites, file, monkeypatch):
    monkeypatch.setattr(
        "njcmo_site.backups.site.migrations", lambda: (["services.0001_initial"], ["x"])
    )
    run("backup", file)
    monkeypatch.undo()
    assert "another version of the site" in refused("restore", file, "--yes")


@pytest.mark.parametrize("held", ["request", "account", "photo"])
def test_a_site_that_holds_something_is_asked_for(sites, file, settings, held):
    run("backup", file)
    if held == "request":
        make_referral()
    elif held == "account":
        User.objects.create_user("ana")
    else:
        Path(settings.MEDIA_ROOT, "old").mkdir(parents=True)
        Path(settings.MEDIA_ROOT, "old/720.webp").write_bytes(b"x")
    before = sites.held()
    assert "--yes throws them away" in refused("restore", file)
    assert sites.held() == before
    run("restore", file, "--yes")
    assert not Referral.objects.exists()
    assert not User.objects.exists()
    assert not media.files()


def test_every_bit_and_every_byte_of_an_archive_count(sites):
    whole = io.BytesIO()
    writer = archive.Writer(whole)
    writer.begin(table="t")
    for _ in range(3):
        writer.add(b"row")
    writer.close()
    whole = whole.getvalue()

    def is_read(data):
        try:
            return [[*rows] for _head, rows in archive.Reader(io.BytesIO(data)).parts()]
        except RefusedError:
            return None

    assert is_read(whole) == [[b"row"] * 3]
    for at in range(len(whole)):
        assert is_read(whole[:at]) is None
        assert is_read(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]) is None
    assert is_read(whole + b"\0") is None


@pytest.mark.parametrize("name", ["../out", "a/../../out", "/tmp/out", "a/./b", "a//b", "a\0b"])
def test_a_file_is_never_restored_outside_of_its_folder(sites, file, monkeypatch, name):
    monkeypatch.setattr(media, "files", lambda: {name})
    monkeypatch.setattr(media, "blocks_of", lambda _name: iter([b"x"]))
    run("backup", file)
    monkeypatch.undo()
    for command in (["check_backup", file], ["restore", file]):
        assert "damaged" in refused(*command)
    assert not [*sites.folder.rglob("out")]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_a_link_leads_to_does_not_get_into_a_backup(sites, file, settings, tmp_path, kind):
    target = tmp_path if kind == "folder" else tmp_path / "secret"
    Path(settings.MEDIA_ROOT).mkdir()
    Path(settings.MEDIA_ROOT, "link").symlink_to(target)
    assert "is a link" in refused("backup", file)
    assert not file.exists()


# While it is made -----------------------------------------------------------------------------


def test_no_file_is_replaced(sites, file):
    file.write_text("precious")
    assert "it is there already" in refused("backup", file)
    assert file.read_text() == "precious"
    assert LastBackup.current().failed_at


def test_a_full_disk_leaves_no_file_and_is_told(sites, file):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            making.make(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not [*file.parent.glob("*.njcmo*"), *file.parent.glob(".*")]


def test_what_a_killed_backup_leaves_has_another_name_and_is_not_whole(sites, file, monkeypatch):
    close, left = archive.Writer.close, file.with_name("left")

    def look_before_the_last_piece(writer):
        assert not file.exists()
        (unfinished,) = file.parent.glob(".one.njcmo.*.unfinished")
        writer.sealing.file.flush()
        shutil.copy(unfinished, left)
        close(writer)

    monkeypatch.setattr(archive.Writer, "close", look_before_the_last_piece)
    run("backup", file)
    assert "damaged" in refused("check_backup", left)
    assert "is whole" in run("check_backup", file)


def test_a_photo_that_is_deleted_while_a_backup_is_made_is_told(sites, file, monkeypatch):
    monkeypatch.setattr(media, "files", lambda: {"gone/720.webp"})
    assert "run it again" in refused("backup", file)
