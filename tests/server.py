"""A real site for tests: script/server on a port and in a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOGGED = '{"time": '  # how a line of the log begins, which goes to standard output as well


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """script/server with the given settings; its output is in `log`."""

    def __init__(self, folder: Path, **settings):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder.parent / f"{folder.name}.log"
        self.environment = (
            {
                name: value
                for name, value in os.environ.items()
                if name != "DJANGO_ALLOW_ASYNC_UNSAFE"
            }
            | {"DATA_DIR": str(folder), "PORT": str(self.port)}
            | settings
        )

    def start(self, wait=120) -> "Server":
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [ROOT / "script/server"],
                cwd="/",
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.process.poll() is not None or self.answers(), wait)
        return self

    def answers(self) -> bool:
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def get(self, path: str, **headers) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal as answer:
                return answer.code, answer.read().decode()

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        said = done.stdout.splitlines()
        return "\n".join(line for line in said if not line.startswith(LOGGED)).strip()

    def add_staff(self, **roles: str) -> None:
        """Members of staff, each with a group; the password of each is "a good password"."""
        self.manage(
            "shell",
            "-v0",
            "-c",
            "from django.contrib.auth.models import Group, User;"
            "from tests.factories import works_for;"
            "password = 'a good password';"
            "people = [User.objects.create_user(name, password=password, is_staff=True)"
            f" for name in {[*roles]!r}];"
            f"[one.groups.add(Group.objects.get(name={roles!r}[one.username])) for one in people];"
            "[works_for(one) for one in people]",
        )

    def stop(self, how=signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(90)  # up to half a minute belongs to whoever is being answered

    def workers(self) -> list[int]:
        """The process ids of the mail worker of this server."""
        return processes(f"send_notices --while {self.process.pid}$")

    def serving(self) -> list[int]:
        """Those of the processes that answer."""
        return processes("gunicorn", "-P", str(self.process.pid))


def processes(command: str, *more: str) -> list[int]:
    found = subprocess.run(
        ["pgrep", *more, "-f", command], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in re.findall(r"\d+", found.stdout)]


def wait_until(true, seconds=30) -> None:
    """Return as soon as true() holds; fail when it does not within the time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
