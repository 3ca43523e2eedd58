"""A worker of the server makes pages ready before it answers anybody, but not for ever."""

from importlib.util import module_from_spec, spec_from_file_location
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from njcmo_site.ready import filling
from njcmo_site.ready.shared import Shared
from njcmo_site.search import freshness
from tests.ready import Site
from tests.server import ROOT


@pytest.fixture
def server(monkeypatch):
    """deploy/gunicorn.conf.py, where the seconds pass that it waits for pages."""
    from njcmo_site import wsgi  # here, where static files are those of tests

    spec = spec_from_file_location("server", ROOT / "deploy/gunicorn.conf.py")
    conf = module_from_spec(spec)
    spec.loader.exec_module(conf)
    monkeypatch.setattr(wsgi.pages, "shared", Shared())
    monkeypatch.setattr(conf, "time", SimpleNamespace(monotonic=lambda: conf.seconds))
    monkeypatch.setattr(filling, "start_filling", lambda pages: conf.tried)
    conf.filled = []
    monkeypatch.setattr(filling, "fill_before_the_fork", conf.filled.append)
    conf.seconds, conf.pages = 0, wsgi.pages
    conf.tried = SimpleNamespace(wait=lambda _seconds: conf.wait())
    return conf


@pytest.fixture
def worker():
    notes = []
    return SimpleNamespace(
        alive=True, ready="/a/folder", notes=notes, notify=lambda: notes.append("alive")
    )


def test_it_waits_until_they_are_ready_and_says_that_it_lives(server, worker):
    said = iter([False, False, True])
    server.wait = lambda: next(said)
    server.post_worker_init(worker)
    assert [*said] == []
    assert worker.notes == ["alive"] * 2


def test_it_waits_no_longer_when_it_is_stopped(server, worker):
    def stop():
        assert worker.alive
        worker.alive = False

    server.wait = stop
    server.post_worker_init(worker)


def test_it_waits_for_a_minute_and_no_longer(server, worker):
    def wait():
        server.seconds += 1
        assert server.seconds <= 60

    server.wait = wait
    server.post_worker_init(worker)
    assert server.seconds == 60


def test_it_shares_the_folder_of_this_start(server, worker):
    server.wait = lambda: True
    server.post_worker_init(worker)
    assert server.pages.shared.folder == "/a/folder"


def test_another_load_of_the_code_shares_another_folder(server, tmp_path, monkeypatch):
    monkeypatch.setattr(server.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(server.serving, "hold", lambda folder: None)
    master, worker = SimpleNamespace(), SimpleNamespace()
    seen = []
    for start in (server.on_starting, server.on_reload):
        start(master)
        server.pre_fork(master, worker)
        seen.append(worker.ready)
        assert [str(folder) for folder in tmp_path.iterdir()] == [worker.ready]
    assert len(set(seen)) == 2
    assert server.filled == [server.pages]  # once: a load of other code makes its own
    for _ in range(2):  # somebody may have emptied where the system keeps temporary files
        server.on_exit(master)
        assert not [*tmp_path.iterdir()]


@pytest.fixture
def closed(monkeypatch):
    """What was closed of the connections that the master had."""
    closed = []
    connection = SimpleNamespace(
        vendor="postgresql",
        close=lambda: closed.append("connection"),
        close_pool=lambda: closed.append("pool"),
    )
    monkeypatch.setattr(filling, "connection", connection)
    return closed


@pytest.mark.django_db
def test_pages_and_search_are_ready_before_the_fork_and_no_connection_is_left(closed):
    freshness._indexes.clear()
    site = Site()
    filling.fill_before_the_fork(site.ready)
    assert {"/", "/es/", "/faq/"} <= site.ready.store.pages.keys()
    assert freshness._indexes.keys() == {"en", "es"}
    assert closed == ["connection", "pool"]


@pytest.mark.django_db
def test_sqlite_has_no_pool_to_close(closed):
    filling.connection.vendor = "sqlite"
    filling.fill_before_the_fork(Site(keeps=False).ready)
    assert closed == ["connection"]


def away() -> str:
    raise OperationalError


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{"keeps": False}, {}])
def test_what_keeps_nothing_and_what_has_no_database_makes_nothing_before_the_fork(closed, options):
    site = Site(**options)
    site.ready.version.read = away if site.ready.keeps else lambda: "1"
    filling.fill_before_the_fork(site.ready)
    assert (site.asked, closed) == ([], ["connection", "pool"])
