"""What one process of a server makes ready, its others have too."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from njcmo_site.caching import FOR_EVERYBODY
from njcmo_site.ready import shared
from njcmo_site.ready.pages import ReadyPages
from njcmo_site.ready.shared import Shared

pytestmark = pytest.mark.django_db  # whoever asks for a version gives its connection back

PATH = "/faq/"


class Made(list):
    """The pages that were made, by whichever process; Django itself stays out of it."""

    answer = SimpleNamespace(status="200 OK", body="Año".encode())

    def __call__(self, environ, start_response):
        self.append(environ["PATH_INFO"])
        start_response(self.answer.status, [("Cache-Control", FOR_EVERYBODY), ("X-Own", "a")])
        return Body([self.answer.body])


class Body(list):
    def close(self):
        pass


@pytest.fixture
def made():
    return Made()


@pytest.fixture
def process(made, tmp_path):
    """process() is another one of the same server."""

    def start():
        pages = ReadyPages(made)
        pages.shared, pages.version.read = Shared(str(tmp_path)), lambda: "1"
        return pages

    return start


def test_what_one_process_has_made_another_has_to_the_last_byte(process, made):
    mine, theirs = process().page(PATH), process().page(PATH)
    assert theirs == mine
    assert theirs is not mine
    assert made == [PATH]


def test_each_page_is_shared_as_itself(process, made):
    paths, first, second = [PATH, "/glossary/"], process(), process()
    for path in paths:
        made.answer = SimpleNamespace(status="200 OK", body=path.encode())
        first.page(path)
    assert [second.page(path).bodies[""].content.decode() for path in paths] == paths


def test_many_who_ask_several_processes_at_once_for_a_page_have_it_made_once(
    process, made, monkeypatch
):
    go_on, arrived, lock = threading.Event(), threading.Semaphore(0), shared.flock

    def lock_and_say(file, how):
        arrived.release()
        lock(file, how)

    def make_slowly(environ, start_response):
        answer = made(environ, start_response)
        assert go_on.wait(60)
        return answer

    monkeypatch.setattr(shared, "flock", lock_and_say)
    processes = [process() for _ in range(4)]
    for pages in processes:
        pages.django = make_slowly
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(pages.page, PATH) for pages in processes]
        found = [arrived.acquire(timeout=60) for _ in processes]
        go_on.set()
        assert all(answer.result().bodies[""].content == "Año".encode() for answer in answers)
    assert (all(found), made) == (True, [PATH])


def test_after_a_change_it_is_made_anew_by_one_process(process, made):
    first, second = process(), process()
    for version in ("1", "2"):
        for pages in (first, second):
            pages.version.read = lambda said=version: said
            pages.version.now()
            assert pages.page(PATH).version == version
    assert made == [PATH, PATH]


def test_a_page_that_was_made_while_somebody_saved_is_not_shared(process, made):
    first = process()
    versions = iter(["1", "1", "2"])  # asked for by the visitor, before the page, and after it
    first.version.read = lambda: next(versions)
    assert first.page(PATH).version == ""
    process().page(PATH)
    assert made == [PATH, PATH]


@pytest.mark.parametrize("left", [0, 1, 50, -1])
def test_a_file_that_was_not_written_to_its_end_is_made_anew(process, made, tmp_path, left):
    whole = process().page(PATH)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert process().page(PATH) == process().page(PATH) == whole
    assert made == [PATH, PATH]


def test_without_its_folder_each_process_makes_its_own(process, made, tmp_path):
    tmp_path.rmdir()
    assert process().page(PATH) == process().page(PATH)
    assert made == [PATH, PATH]


def test_on_a_full_disk_each_process_makes_its_own(process, made, monkeypatch):
    def full(_page):
        raise OSError

    monkeypatch.setattr(shared, "written", full)
    assert process().page(PATH) == process().page(PATH)
    assert made == [PATH, PATH]


def test_who_waited_for_one_that_could_not_make_the_page_shares_its_own(
    process, made, monkeypatch, tmp_path
):
    lock, waiting = shared.flock, threading.Event()

    def lock_and_say(file, how):
        waiting.set()
        lock(file, how)

    def fail(_environ, start_response):
        with monkeypatch.context() as changed:
            changed.setattr(shared, "flock", lock_and_say)
            answer.append(pool.submit(process().page, PATH))
            assert waiting.wait(60)
        start_response("500 Internal Server Error", [])
        return Body()

    answer, broken = [], process()
    broken.django = fail
    with ThreadPoolExecutor(1) as pool:
        assert broken.page(PATH) is None
        assert answer[0].result().bodies[""].content == "Año".encode()
    assert len([*tmp_path.iterdir()]) == 1
    assert process().page(PATH)
    assert made == [PATH]


def test_whoever_tries_addresses_leaves_nothing_on_the_disk(process, made, tmp_path):
    made.answer = SimpleNamespace(status="404 Not Found", body=b"")
    for path in (PATH, "/nothing/", "/occupational-therapy/nothing/"):
        assert process().page(path).status == "404 Not Found"
    assert len(made) == 3
    assert not [*tmp_path.iterdir()]
