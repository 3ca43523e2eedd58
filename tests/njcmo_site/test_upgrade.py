"""deploy/upgrade, step by step: with a git, and a systemd that only notes what it is told."""

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.server import ROOT

NOTES = '#!/bin/sh\necho "{name} $*" >> "$TOLD"\n{then}\n'


def program(path: Path, name: str, then: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NOTES.format(name=name, then=then))
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path):
    """.upgrade(release): its exit status and what was told to whom; .serves is the release."""
    repository, told = tmp_path / "srv/repository", tmp_path / "told"

    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", repository, *who, *words], check=True, capture_output=True)

    program(repository / "script/bootstrap", "bootstrap")
    git("init", "-q")
    git("remote", "add", "origin", str(repository))
    for release in ("v1", "v2"):
        fails = f'[ "$1" != "$(cat {tmp_path}/fails 2>/dev/null)" ]'
        program(repository / "deploy/manage", release, fails)
        git("add", ".")
        git("commit", "-q", "-m", release)
        git("tag", release)
    for name in ("systemctl", "curl"):
        program(tmp_path / "bin" / name, name)
    program(tmp_path / "bin/sleep", "sleep")
    (tmp_path / "njcmo.env").write_text("SITE_URL=https://ot.example.org\n")
    (tmp_path / "srv/releases").mkdir()
    script = (ROOT / "deploy/upgrade").read_text()
    for theirs, ours in {
        "/srv/njcmo": "srv", "/etc/njcmo.env": "njcmo.env", "/var/backups/njcmo": "backups",
    }.items():  # fmt: skip
        assert theirs in script
        script = script.replace(theirs, str(tmp_path / ours))
    (tmp_path / "upgrade").write_text(script)

    def upgrade(release: str) -> tuple[int, list[str]]:
        told.write_text("")
        path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", tmp_path / "upgrade", release],
            env=os.environ | {"PATH": path, "TOLD": str(told)},
            capture_output=True,
            check=False,
        )
        lines = [" ".join(line.split()[:2]) for line in told.read_text().splitlines()]
        return done.returncode, lines

    def serves() -> str:
        return os.readlink(tmp_path / "srv/current")

    return SimpleNamespace(upgrade=upgrade, serves=serves, folder=tmp_path)


def test_the_first_release_is_installed_and_started(machine):
    status, told = machine.upgrade("v1")
    assert status == 0
    assert told == ["bootstrap", "v1 prepare", "systemctl restart", "curl --silent"]
    assert machine.serves() == "releases/v1"


def test_the_next_one_begins_with_a_backup_that_is_proven(machine):
    machine.upgrade("v1")
    status, told = machine.upgrade("v2")
    assert status == 0
    assert told[:4] == ["bootstrap", "v1 backup", "v1 check_backup", "v2 prepare"]
    assert told[4:] == ["systemctl restart", "curl --silent"]
    assert machine.serves() == "releases/v2"


@pytest.mark.parametrize("command", ["backup", "check_backup", "prepare"])
def test_while_a_step_fails_the_old_release_serves_on(machine, command):
    machine.upgrade("v1")
    (machine.folder / "fails").write_text(command)
    status, told = machine.upgrade("v2")
    assert status != 0
    assert "systemctl restart" not in told
    assert machine.serves() == "releases/v1"
    (machine.folder / "fails").unlink()
    assert machine.upgrade("v2")[0] == 0  # begun again, it goes on


def test_a_release_that_does_not_answer_is_told_by_the_exit_status(machine):
    program(machine.folder / "bin/curl", "curl", "false")
    assert machine.upgrade("v1")[0] == 1
