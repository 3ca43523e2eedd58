"""Pages kept ready by real processes with real threads."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server import wait_until

pytestmark = [
    pytest.mark.browser,  # no browser, but real servers
    pytest.mark.usefixtures("pages_kept_ready"),
]

AUTISM = "/occupational-therapy/autism/"
PROCESSES, READERS = 2, 4
MADE_FOR_ONE = (
    "get-help|school-letter|signs-checklist|my-childs-page|what-changes-when|request-status"
)
PUBLISH = """
from services.models import Topic
for number in {numbers}:
    topic = Topic.objects.get(address="autism")
    topic.title_en, topic.title_es = f"Edition ({{number}})", f"Edición ({{number}})"
    topic.save()
    topic.publish(topic.content(), None, "Test")
"""


@pytest.fixture(scope="module")
def server(new_site):
    server = new_site("ready", WEB_CONCURRENCY=str(PROCESSES))
    server.environment |= {"TMPDIR": str(server.folder.parent)}
    yield server.start()
    server.stop()


def publish(server, *numbers) -> None:
    server.manage("shell", "-v0", "-c", PUBLISH.format(numbers=numbers))


def number_read(server, path, **headers) -> int:
    found = re.search(r"<h1[^>]*>Edi[tc]i[oó]n \((\d)\)", server.get(path, **headers)[1])
    return int(found[1]) if found else 0


def test_every_process_reads_the_last_edition_however_many_are_published_meanwhile(server):
    """Each answer comes by a connection of its own, which either process may take."""
    done = threading.Event()

    def read(path):
        while not done.is_set():
            number_read(server, path)

    paths = [AUTISM, f"/es{AUTISM}"]
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, path) for path in paths * (READERS // 2)]
        try:
            publish(server, *range(1, 9))
            wait_until(lambda: all(number_read(server, path) == 8 for path in paths * 8))
        finally:
            done.set()
        assert [reader.exception() for reader in readers] == [None] * READERS
    assert {number_read(server, path) for path in paths * 8} == {8}


@pytest.fixture
def paths(server) -> list[str]:
    """Of all pages that are kept ready."""
    found = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", server.get("/sitemap.xml")[1])
    found = [path for path in found if not re.search(rf"/({MADE_FOR_ONE})/$", path)]
    assert len(found) > 50
    return found


def are_read_without_the_database(server, paths, words="") -> bool:
    """Nothing becomes ready by being asked for: without the database no page can be made."""
    elsewhere = server.folder.with_name("elsewhere")
    server.folder.rename(elsewhere)
    try:
        assert server.get("/search/?q=autism")[0] == 503
        read = [server.get(path) for path in paths * 2]
        return all(status == 200 and words in body for status, body in read)
    finally:
        elsewhere.rename(server.folder)


def test_a_server_that_answers_has_every_page_ready(server, paths):
    server.stop()
    server.start()
    assert are_read_without_the_database(server, paths)


def test_what_is_published_becomes_ready_though_nobody_asks_for_it(server):
    paths = [AUTISM, f"/es{AUTISM}"]
    publish(server, 9)

    def all_are_new() -> bool:
        server.manage("check")  # meanwhile they are made
        return are_read_without_the_database(server, paths, "(9)")

    wait_until(all_are_new, 120)


def test_its_processes_share_what_they_make_in_a_folder_that_goes_with_them(server, paths):
    (folder,) = server.folder.parent.glob("ready-*")
    assert folder.stat().st_mode & 0o777 == 0o700
    publish(server, 7)  # what is ready before they are there, they share as memory
    wait_until(lambda: len([*folder.iterdir()]) == len(paths), 120)
    server.stop()
    assert not folder.exists()
    server.start()
