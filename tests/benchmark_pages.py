"""What the hub costs when it is kept ready, beside the least that an answer can cost, beside
Django's own page cache, and beside one made anew.

One server has all four, so whatever else the computer does meets them alike; run by
script/benchmark.
"""

import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.cache import CacheMiddleware
from django.middleware.gzip import GZipMiddleware
from django.test import override_settings

from njcmo_site import wsgi
from tests.benchmark_line import tell
from tests.server import ROOT, free_port, wait_until

HUB = "/occupational-therapy/"
BARE, CACHED, ANEW = "/bare", "/cached", "/anew"  # the others before an address
CONNECTIONS, RUNS = 16, 5
REQUESTS = {BARE: 4000, HUB: 4000, CACHED + HUB: 1600, ANEW + HUB: 160}  # of a run
AT_LEAST, AT_MOST = 0.9, 1.15  # of the bare answer: requests a second; CPU of each
CACHED_AT_LEAST = 2  # requests a second, of Django's page cache


def page_cache(get_response):
    """Django's own, in the memory of the process, outside of everything else, with its gzip."""
    return CacheMiddleware(GZipMiddleware(get_response), page_timeout=600)


with override_settings(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    MIDDLEWARE=["tests.benchmark_pages.page_cache", *settings.MIDDLEWARE],
):
    cached = WSGIHandler()


def application(environ, start_response):
    """What the server of this benchmark serves."""
    path = environ["PATH_INFO"]
    if path == BARE:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]
    if path.startswith(ANEW):
        return wsgi.django(environ | {"PATH_INFO": path.removeprefix(ANEW)}, start_response)
    if path.startswith(CACHED):
        return cached(environ | {"PATH_INFO": path.removeprefix(CACHED)}, start_response)
    return wsgi.application(environ, start_response)


def compare(say) -> bool:
    """Print requests a second and CPU of each as ratios; whether they keep to the bounds."""
    port = free_port()
    server = serve("tests.benchmark_pages:application", port, workers=1)
    try:
        wait_until(lambda: answers(port), 120)
        found = [{path: run(server.pid, port, path) for path in REQUESTS} for _ in range(RUNS)]
    finally:
        server.terminate()
        server.wait()
    say(f"\nThe hub kept ready, {CONNECTIONS} connections, gzip, medians of {RUNS} (least to most)")
    within = []
    for other, name, least, most in (
        (BARE, "a bare answer", AT_LEAST, AT_MOST),
        (CACHED + HUB, "Django’s page cache", CACHED_AT_LEAST, None),
        (ANEW + HUB, "itself made anew", None, None),
    ):
        speed, cpu = ratios(found, HUB, other)
        within.append(tell(say, f"against {name}: requests a second", speed, at_least=least))
        within.append(tell(say, f"against {name}: CPU of each", cpu, at_most=most))
    return all(within)


def serve(application: str, port: int, workers: int, **own: str) -> subprocess.Popen:
    """As script/server does, its log to nowhere and without its mail worker."""
    command = [Path(sys.executable).with_name("gunicorn"), "--config", "deploy/gunicorn.conf.py"]
    own |= {"PORT": str(port), "WEB_CONCURRENCY": str(workers), "PYTHONPATH": "."}
    return subprocess.Popen(
        [*command, application],
        cwd=ROOT,
        env=os.environ | own,
        stdout=subprocess.DEVNULL,
    )


def ratios(found: list[dict], one: str, other: str) -> list[list[float]]:
    """Of requests a second, and of CPU; run by run."""
    return [[run[one][what] / run[other][what] for run in found] for what in (0, 1)]


def answers(port: int) -> bool:
    try:
        return fetch(port, [*REQUESTS])
    except OSError:
        return False


def run(pid: int, port: int, path: str) -> tuple[float, float]:
    """Requests a second, and seconds of the server's CPU for each."""
    share = REQUESTS[path] // CONNECTIONS
    began, used = time.perf_counter(), cpu_of(pid)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        assert all(pool.map(lambda _: fetch(port, [path] * share), range(CONNECTIONS)))
    done = share * CONNECTIONS
    return done / (time.perf_counter() - began), (cpu_of(pid) - used) / done


def fetch(port: int, paths: list[str]) -> bool:
    """One after the other by one connection; whether each answer was a 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for path in paths:
            asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
            line.sendall(asked.encode())
            answer = line.recv(65536)
            head, _end, body = answer.partition(b"\r\n\r\n")
            length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
            missing = length - len(body)
            while missing > 0:
                missing -= len(line.recv(65536))
            if not head.startswith(b"HTTP/1.1 200 "):
                return False
    return True


def cpu_of(pid: int) -> float:
    """Seconds of the workers of this server, in user and system mode."""
    ticks = 0
    for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
