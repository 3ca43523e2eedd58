"""What visitors see while the disk is full or cannot be written to: a disk of its own, a server."""

import contextlib
import os
import shutil
import subprocess

import pytest

from tests.families import TYPED, family_at, reference, soon, stored, typed_on
from tests.server import Server, wait_until

pytestmark = pytest.mark.browser  # no browser, but a real server

READY = ["/", "/es/", "/faq/", "/who-to-call/", "/es/glossary/", "/healthz"]


def mount(*words) -> bool:
    return not subprocess.run(["mount", *words], capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def server(tmp_path_factory, first_start):
    folder = tmp_path_factory.mktemp("disk") / "data"
    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=64m", "none", folder):
        pytest.skip("nothing can be mounted here: what needs a small disk was LEFT OUT")
    shutil.copytree(first_start.folder, folder, dirs_exist_ok=True)
    server = Server(folder, WEB_CONCURRENCY="1").start()
    yield server
    server.stop()
    wait_until(lambda: not server.workers())
    subprocess.run(["umount", folder], check=True)


def writable(folder) -> bool:
    return not os.statvfs(folder).f_flag & os.ST_RDONLY


def fill(folder) -> None:
    with (folder / "fill").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


@pytest.fixture(params=["full", "read-only"])
def family(server, request):
    """One that has the form open when nothing can be written any more."""
    family = family_at(server)
    if request.param == "full":
        fill(server.folder)
    else:  # over it, as a disk with open files cannot be made read-only itself
        assert mount("--bind", server.folder, server.folder)
        assert mount("-o", "remount,bind,ro", server.folder)
    yield family
    recovers(server)


def recovers(server) -> None:
    while not writable(server.folder):
        subprocess.run(["umount", "--lazy", server.folder], check=True)
    if (server.folder / "fill").exists():
        os.unlink(server.folder / "fill")
    wait_until(server.answers)


def test_without_a_disk_pages_go_on_and_the_form_says_so_and_keeps_what_was_typed(server, family):
    assert soon(server, "/readyz")[0] == 503
    status, page = soon(server, "/get-help/", family.answers, family.browser)
    assert (status, "it will not count twice" in page) == (503, True)
    assert typed_on(page).items() >= TYPED.items()
    assert [soon(server, path)[0] for path in READY] == [200] * len(READY)
    recovers(server)
    _status, thanked = soon(server, "/get-help/", typed_on(page), family.browser)
    assert stored(server).count(reference(thanked)) == 1
