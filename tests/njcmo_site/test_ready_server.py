"""Pages kept ready by real processes with real threads."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server import wait_until

pytestmark = pytest.mark.browser  # no browser, but real servers

AUTISM = "/occupational-therapy/autism/"
PROCESSES, READERS = 2, 4
PUBLISH = """
from services.models import Topic
for number in range(1, 9):
    topic = Topic.objects.get(address="autism")
    topic.title_en, topic.title_es = f"Edition ({number})", f"Edición ({number})"
    topic.save()
    topic.publish(topic.content(), None, "Test")
"""


@pytest.fixture(scope="module")
def server(new_site):
    server = new_site("ready", WEB_CONCURRENCY=str(PROCESSES)).start()
    yield server
    server.stop()


def number_read(server, path) -> int:
    found = re.search(r"<h1[^>]*>Edi[tc]i[oó]n \((\d)\)", server.get(path)[1])
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
            server.manage("shell", "-v0", "-c", PUBLISH)
            wait_until(lambda: all(number_read(server, path) == 8 for path in paths * 8))
        finally:
            done.set()
        assert [reader.exception() for reader in readers] == [None] * READERS
    assert {number_read(server, path) for path in paths * 8} == {8}


def test_without_the_database_every_page_is_read_though_nobody_has_asked_for_it_yet(server):
    paths = re.findall(r"<loc>[^<]*?(/[^/<:]*(?:/[^<]*)?)</loc>", server.get("/sitemap.xml")[1])
    paths = [re.sub(r"^//[^/]+", "", path) for path in paths]
    paths = [path for path in paths if not re.search("get-help|letter|checklist", path)]
    assert len(paths) > 50
    elsewhere = server.folder.with_name("elsewhere")

    def all_are_read() -> bool:
        """Nothing becomes ready by this: without the database no page can be made."""
        server.manage("check")  # meanwhile they are made
        server.folder.rename(elsewhere)
        try:
            return all(server.get(path)[0] == 200 for path in paths * 2)
        finally:
            elsewhere.rename(server.folder)

    wait_until(all_are_read, 120)
    server.folder.rename(elsewhere)
    assert server.get("/search/?q=autism")[0] == 500
    elsewhere.rename(server.folder)
