"""The production server. Started by script/server, which puts the repository on the path."""

import sys
from urllib.parse import quote

from gunicorn import util
from gunicorn.glogging import Logger

from njcmo_site import env
from njcmo_site.headers import HEADERS
from njcmo_site.logs import without_key

bind = f"{env.bracketed(env.host())}:{env.number('PORT', 8000, 1, 65535)}"
workers = env.number("WEB_CONCURRENCY", 2, 1, 64)
worker_class = "gthread"
limit_request_line = 8190  # the most there is: a long question still gets a page
threads = 32  # half-sent requests hold a thread each; behind a buffering proxy there are none
timeout = 60
control_socket_disable = True
# Django decides whom to believe (njcmo_site/client_address.py), and nobody else.
forwarded_allow_ips = ""
loglevel = "error"  # a warning would quote a malformed request, query and all
accesslog = "-"
# %(U)s is the path without the query: no query, referrer, address or agent reaches the log.
access_log_format = '%(t)s "%(m)s %(U)s %(H)s" %(s)s %(B)s %(D)sus'


class DiscreetLogger(Logger):
    def exception(self, msg, *args, **kwargs):
        """Only what kind of error: the line and the traceback would quote the query."""
        self.error("Error in the server: %s", type(sys.exception()).__name__)

    def atoms(self, resp, req, environ, request_time):
        """A path is logged as it was sent: decoded, a line break in it would forge a line."""
        path = quote(environ.get("PATH_INFO", ""), encoding="latin-1", errors="replace")
        return super().atoms(resp, req, environ, request_time) | {"U": without_key(path)}


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


def post_worker_init(worker):
    """After the fork, which a thread does not survive."""
    from njcmo_site.ready.filling import start_filling
    from njcmo_site.wsgi import pages

    start_filling(pages)


def when_ready(server):
    print(f"Serving on {env.site_url()}", flush=True)  # noqa: T201  the operator waits for this
