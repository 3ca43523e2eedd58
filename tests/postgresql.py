"""A PostgreSQL of the tests’ own: made in a new folder, reached at a port, thrown away."""

import getpass
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.server import free_port


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, which Debian keeps out of the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Cluster:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="njcmo-postgresql-"))
        self.port = free_port()
        if getpass.getuser() == "root":  # as whom PostgreSQL refuses to run
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-D", "data", "-U", "njcmo", "--auth=trust", "--no-sync", "-E", "UTF8")
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def run(self, program: str, *words: str) -> str:
        as_other = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
        done = subprocess.run(
            [*as_other, programs() / program, *words],
            cwd=self.folder,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def new_database(self, name: str, like: str = "template1") -> str:
        """The DATABASE_URL of a new database: empty, or a copy of another that nobody uses."""
        self.run("createdb", *self.where, "--template", like, name)
        return f"{self.url}/{name}"

    @property
    def url(self) -> str:
        return f"postgres://njcmo@127.0.0.1:{self.port}"

    def dump(self, name: str) -> str:
        return self.run("pg_dump", *self.where, name)

    @property
    def where(self) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "njcmo"]

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)
