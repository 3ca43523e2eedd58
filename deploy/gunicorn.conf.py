"""The production server. Started by script/server, which puts the repository on the path."""

import gc
import sys
import tempfile
import time
from shutil import rmtree
from urllib.parse import quote

from gunicorn import util
from gunicorn.glogging import Logger

from njcmo_site import env, serving
from njcmo_site.headers import HEADERS
from njcmo_site.logs import DiscreetFormatter
from njcmo_site.request_numbers import KEY

bind = f"{env.bracketed(env.host())}:{env.number('PORT', 8000, 1, 65535)}"
workers = env.number("WEB_CONCURRENCY", 2, 1, 64)
worker_class = "gthread"
preload_app = True  # once for all workers: they share the memory
limit_request_line = 8190  # the most there is: a long question still gets a page
threads = 256  # half-sent requests hold one each; behind a buffering proxy there are none of these
timeout = 60
FILLING = 60  # seconds at most; then a worker answers though not all pages are ready
control_socket_disable = True
# Django decides whom to believe (njcmo_site/client_address.py), and nobody else.
forwarded_allow_ips = ""
loglevel = "error"  # a warning would quote a malformed request, query and all
accesslog = "-"


class DiscreetLogger(Logger):
    def setup(self, cfg):
        super().setup(cfg)
        for handler in [*self.error_log.handlers, *self.access_log.handlers]:
            handler.setFormatter(DiscreetFormatter())
            handler.setStream(sys.stdout)

    def exception(self, msg, *args, **kwargs):
        """Only what kind of error: the line and the traceback would quote the query."""
        self.error("Error in the server: %s", type(sys.exception()).__name__)

    def access(self, resp, req, environ, request_time):
        """No query, referrer, address or agent reaches the log."""
        path = quote(environ.get("PATH_INFO", ""), encoding="latin-1", errors="replace")
        facts = {
            "method": environ.get("REQUEST_METHOD"),
            "path": path,
            "status": int(str(resp.status).split()[0]),
            "bytes": getattr(resp, "sent", None),
            "milliseconds": round(request_time.total_seconds() * 1000),
            "request": environ.get(KEY, ""),
        }
        self.access_log.info("answered", extra={"facts": facts})


logger_class = DiscreetLogger


def write_error(sock, status, reason, message):
    """What the server refuses before Django sees it, such as an address that is too long.

    With the page and the headers of every other refusal, and nothing of what was sent.
    """
    from django.template.loader import get_template  # here, in a worker, Django is set up

    page = get_template("400.html" if status < 500 else "500.html").render().encode()
    headers = HEADERS | {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": len(page),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {headers[name]}" for name in headers)]
    util.write_nonblock(sock, "\r\n".join([*lines, "", ""]).encode() + page)


util.write_error = write_error  # gunicorn has no setting for it


def on_starting(server):
    """Make all pages ready, and the folder where the processes share those of later.

    And, held by all of them, the lock that keeps a restore from being started meanwhile.
    """
    server.serving = serving.hold(env.data_dir())
    from njcmo_site.ready.filling import fill_before_the_fork
    from njcmo_site.wsgi import pages

    fill_before_the_fork(pages)
    share(server)


def share(server):
    server.ready = tempfile.mkdtemp(prefix="ready-")


def on_reload(server):
    """Another one, for what the new processes make."""
    on_exit(server)
    share(server)


def pre_fork(server, worker):
    gc.freeze()  # the collector writes to what it looks through, and would make copies of it
    worker.ready = server.ready


def post_worker_init(worker):
    """Make all pages ready before it answers anybody. After the fork, which no thread survives."""
    from njcmo_site.ready.filling import start_filling
    from njcmo_site.ready.shared import Shared
    from njcmo_site.wsgi import pages

    pages.shared = Shared(worker.ready)
    tried, end = start_filling(pages), time.monotonic() + FILLING
    while worker.alive and time.monotonic() < end and not tried.wait(0.1):
        worker.notify()  # else the timeout would end it


def on_exit(server):
    rmtree(server.ready, ignore_errors=True)


def when_ready(server):
    print(f"Serving on {env.site_url()}", flush=True)  # noqa: T201  the operator waits for this
