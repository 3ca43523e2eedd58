"""What a page kept ready costs on a site of 10 pages and on one of 1,000, and what keeping takes.

Each site has a database and a server of its own; they are asked by turns, so that whatever else the
computer does meets them alike. Run by script/benchmark.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from tests.benchmark_line import tell
from tests.benchmark_pages import HUB, RUNS, cpu_of, fetch, serve
from tests.benchmark_proxy import mebibytes
from tests.server import ROOT, free_port, wait_until

SIZES = (10, 1000)  # pages, half of them in Spanish; beside those that every site has
REQUESTS = 4000  # of a run
AT_MOST = 1.25
MAKE = """
from services.models import Card, Topic
hub = Topic.objects.get(hub=None)
models = [one.content() for one in Topic.objects.filter(hub=hub).order_by("pk")]
for draft in [*Topic.objects.filter(hub=hub), *Card.objects.all()]:
    draft.withdraw()
for number in range({topics}):
    content = models[number % len(models)]
    fields = content["fields"] | {{"address": f"page-{{number}}"}}
    new = Topic.objects.create(hub=hub, **{{name: fields[name] for name in (
        "address", "title_en", "title_es", "short_title_en", "short_title_es")}})
    new.publish(content | {{"fields": fields}}, None, "Benchmark")
"""


class Site:
    def __init__(self, folder: Path, size: int):
        self.size, self.port = size, free_port()
        self.own = {"DATA_DIR": str(folder / f"pages-{size}")}
        shutil.copytree(settings.DATA_DIR, self.own["DATA_DIR"])
        words = [sys.executable, "manage.py", "shell", "-v0", "-c", MAKE.format(topics=size // 2)]
        subprocess.run(words, cwd=ROOT, env=os.environ | self.own, check=True)
        began = time.perf_counter()
        self.server = serve("njcmo_site.wsgi:application", self.port, workers=1, **self.own)
        self.paths = [
            f"{prefix}{HUB}page-{number}/" for number in range(size // 2) for prefix in ("", "/es")
        ]
        wait_until(self.answers, 300)
        self.seconds = time.perf_counter() - began
        self.mebibytes = mebibytes(self.server.pid)

    def answers(self) -> bool:
        try:
            return fetch(self.port, self.paths)
        except OSError:
            return False

    def cpu(self) -> float:
        """Seconds of each request; the pages are asked for in turn, by one connection."""
        used = cpu_of(self.server.pid)
        paths = [self.paths[number % self.size] for number in range(REQUESTS)]
        assert fetch(self.port, paths)
        return (cpu_of(self.server.pid) - used) / REQUESTS


def compare(say: Callable[[str], None]) -> bool:
    """Print the CPU of each request as a ratio, the memory, and the seconds of a start."""
    sites: list[Site] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            sites += [Site(Path(folder), size) for size in SIZES]
            found = [[site.cpu() for site in sites] for _ in range(RUNS)]
        finally:
            for site in sites:
                site.server.terminate()
                site.server.wait()
    few, many = SIZES
    say(f"\n{many:,} pages against {few}, medians of {RUNS} (least to most)")
    within = tell(say, "CPU of each request", [two / one for one, two in found], at_most=AT_MOST)
    for site in sites:
        tell(say, f"{site.size:,} pages: memory, one worker, MiB", [site.mebibytes])
        tell(say, f"{site.size:,} pages: seconds of a start, all made ready", [site.seconds])
    return within
