"""What the hub kept ready costs beside nginx with the same file, alone and behind our nginx.

And the memory of the server meanwhile. Asked by wrk, for a client in Python is slower than nginx;
run by script/benchmark.
"""

import re
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.benchmark_line import tell
from tests.benchmark_pages import CONNECTIONS, HUB, RUNS, serve
from tests.proxy import NGINX, Proxy
from tests.server import free_port, wait_until

SECONDS = 3  # of a run
ALONE_AT_LEAST, BEHIND_AT_LEAST = 0.1, 0.75  # of the requests a second of nginx with the file
MEBIBYTES_AT_MOST = 130  # of all processes, two workers
FILE_SERVER = """
server {{
    listen 127.0.0.1:{http}; listen 127.0.0.1:{https} ssl;
    ssl_certificate {folder}/ot.example.org.pem; ssl_certificate_key {folder}/ot.example.org.key;
    root {folder}/www; gzip_static on; gzip off;
}}
"""


def compare(say: Callable[[str], None]) -> bool:
    """Print requests a second as ratios, and the memory; whether they keep to the bounds."""
    if not (NGINX and shutil.which("wrk")):
        say("Without nginx and wrk nothing is compared with nginx.")
        return True
    port, http, https = free_port(), free_port(), free_port()
    server = serve("njcmo_site.wsgi:application", port, workers=2)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        proxy = Proxy(folder, port)
        with (folder / "site.conf").open("a") as conf:
            conf.write(FILE_SERVER.format(folder=folder, http=http, https=https))
        (folder / "www").mkdir()
        try:
            wait_until(lambda: keep(port, folder / "www/hub"), 120)
            folder.chmod(0o755)
            proxy.start()
            addresses = [f"http://127.0.0.1:{http}/hub", f"http://127.0.0.1:{port}{HUB}"]
            addresses += [f"https://127.0.0.1:{https}/hub", f"https://localhost:{proxy.https}{HUB}"]
            found = [[requests_a_second(address) for address in addresses] for _ in range(RUNS)]
            memory = mebibytes(server.pid)
        finally:
            server.terminate()
            server.wait()
            if hasattr(proxy, "process"):
                proxy.stop()
    alone = [ours / file for file, ours, _, _ in found]
    behind = [ours / file for _, _, file, ours in found]
    say(f"\nThe hub against nginx with the same file, medians of {RUNS} (least to most)")
    within = [
        tell(
            say,
            "our server alone: requests a second",
            alone,
            at_least=ALONE_AT_LEAST,
            unmet="gunicorn reads each request in Python; our nginx stands before it",
        ),
        tell(
            say,
            "behind our nginx, both by TLS: requests a second",
            behind,
            at_least=BEHIND_AT_LEAST,
        ),
        tell(say, "memory meanwhile, two workers, MiB", [memory], at_most=MEBIBYTES_AT_MOST),
    ]
    return all(within)


def keep(port: int, file: Path) -> bool:
    """Write the hub as a file, plain and as gzip, as this server sends it."""
    for encoding, path in (("identity", file), ("gzip", file.with_name(f"{file.name}.gz"))):
        headers = {"Accept-Encoding": encoding}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{HUB}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                path.write_bytes(answer.read())
        except OSError:
            return False
    return True


def requests_a_second(address: str) -> float:
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "-H", "Accept-Encoding: gzip"]
    said = subprocess.run(["wrk", *options, address], capture_output=True, text=True, check=True)
    assert "Non-2xx" not in said.stdout, said.stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said.stdout)[1])


def mebibytes(pid: int) -> float:
    """Of a process and its children: what they share is counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rollups = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in (pid, *children)]
    return sum(int(re.search(r"Pss:\s+(\d+)", text)[1]) for text in rollups) / 1024
