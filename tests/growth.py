"""Whether a process of the site grows with what it is asked: run by `manage.py shell`."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from njcmo_site.wsgi import application

FORM = b"caregiver_name=Rosa&message=" + 500 * b"y"
ASKED = [
    "/faq/", "/search/?q=autism", "/es/search/?q=nothing+of+the+kind", "/get-help/", "/nothing/",
    "/signs-checklist/?child_age=3_to_5&sign=socks", "/find-your-cmo/?county=essex", "/readyz",
    "/accounts/login/", "/healthz", "/request-status/", "/sitemap.xml",
]  # fmt: skip
FIRST, MORE = 10, 40


def ask(address: str, body: bytes = b"") -> None:
    url = urlsplit(address)
    environ = {"PATH_INFO": url.path, "QUERY_STRING": url.query, "HTTP_HOST": "localhost"}
    if body:
        environ |= {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
    setup_testing_defaults(environ)
    answer = application(environ, lambda *_started: None)
    b"".join(answer)
    getattr(answer, "close", bool)()


def ask_all(times: int) -> None:
    for address in ASKED:
        for _ in range(times):
            ask(address)
    for _ in range(times):
        ask("/get-help/", FORM)


def mebibytes() -> float:
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def growth() -> float:
    """MiB that forty requests of each kind add, after the first ten."""
    ask_all(FIRST)
    before = mebibytes()
    ask_all(MORE)
    return mebibytes() - before
