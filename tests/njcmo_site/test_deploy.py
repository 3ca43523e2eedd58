"""What deploy/ promises, as far as it can be tried here: script/deploy-check, and an upgrade."""

import http.client
import re
import socket
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.server import ROOT, wait_until

WITH_SOCKET = """
export LISTEN_PID=$$ LISTEN_FDS=1 PYTHONPATH=.
exec .venv/bin/gunicorn --config deploy/gunicorn.conf.py njcmo_site.wsgi
"""


def test_what_one_machine_can_try_of_deploy_is_good():
    done = subprocess.run(
        [ROOT / "script/deploy-check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "shellcheck: good" in done.stdout


def test_the_first_day_makes_the_folders_in_which_nginx_makes_its_own():
    conf = (ROOT / "deploy/nginx.conf").read_text()
    made = (ROOT / "docs/first-day.md").read_text()
    parents = [str(Path(one).parent) for one in re.findall(r"proxy_cache_path (\S+)", conf)]
    parents += re.findall(r"^\s+root (\S+);", conf, re.MULTILINE)
    (line,) = [one for one in made.splitlines() if one.strip().startswith("install -d -m 755 ")]
    assert len(parents) == 2
    assert set(parents) <= set(line.split())


@pytest.fixture
def systemd(new_site):
    """A socket that stays open, as njcmo.socket does, and the server behind it started anew."""
    server = new_site("upgraded", WEB_CONCURRENCY="1")
    with socket.create_server(("127.0.0.1", server.port), backlog=2048) as held:

        def start() -> subprocess.Popen:
            return subprocess.Popen(
                ["bash", "-c", f"exec 3<&{held.fileno()}; {WITH_SOCKET}"],
                cwd=ROOT,
                env=server.environment,
                pass_fds=[held.fileno()],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

        yield server, start


@pytest.mark.browser  # no browser, but a real server
def test_an_upgrade_loses_no_request(systemd):
    server, start = systemd
    old = start()
    wait_until(server.answers, 120)
    done, answers = threading.Event(), []

    def ask() -> None:
        while not done.is_set():
            with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as line:
                line.request("POST", "/get-help/", "caregiver_name=Rosa")
                answers.append(line.getresponse().status)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: len(answers) > 3)
    old.terminate()
    assert old.wait(60) == 0
    before = len(answers)
    new = start()
    try:
        wait_until(lambda: len(answers) > before + 3, 120)
    finally:
        done.set()
        asking.join()
        new.terminate()
        new.wait(60)
    assert set(answers) == {422}
