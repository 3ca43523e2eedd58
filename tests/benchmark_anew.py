"""What a page costs that is made anew, beside a plain Django page that makes the same queries.

The plain one is Django as `startproject` leaves it: its middleware, a view that asks the same of
the database through the ORM, and one flat template with a variable for each text of the page. It
sends the same bytes, with nothing of what decides in ours what stands there: no includes, no
conditions, no second language. Nobody could keep a site so; no other page of Django costs less.

By turns in one process, so that whatever else the computer does meets them alike; run by
script/benchmark.
"""

import re
import time
from collections.abc import Callable
from html import unescape
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils.html import escape
from django.utils.safestring import mark_safe

from njcmo_site import urls, wsgi
from services.models import Stamp
from services.models.former import terms
from tests.benchmark_line import tell

PLAIN = "/plain"  # before an address
HUB, GLOSSARY = "/occupational-therapy/", "/glossary/"
PAGES = [HUB, f"/es{HUB}", f"{HUB}autism/", "/faq/", "/try-today/socks/", GLOSSARY]
ROUNDS, TIMES = 15, 4
AT_MOST, QUERIES_AT_MOST = 1.0, 6
UNMET = "a flat page decides nothing; ours is made once a change"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

prepared: dict = {}  # by address: the template, and its texts


def plain(_request, address):
    if address == GLOSSARY:
        terms()
    Stamp.current()
    template, texts = prepared[address]
    return HttpResponse(template.render(texts))


urlpatterns = [path("plain<path:address>", plain), *urls.urlpatterns]


@override_settings(ROOT_URLCONF="tests.benchmark_anew")
def compare(say: Callable[[str], None]) -> bool:
    """Print the CPU of each page as a ratio; whether all keep to the bounds."""
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        theirs = WSGIHandler()
    say(
        f"\nMade anew against a plain Django page, CPU of each, medians of {ROUNDS} (least to most)"
    )
    within = []
    for address in PAGES:
        ours, queries = answer(wsgi.django, address), queries_of(wsgi.django, address)
        prepared[address] = flat(ours.decode())
        assert answer(theirs, PLAIN + address) == ours
        assert queries_of(theirs, PLAIN + address) == queries
        found = [
            cpu(wsgi.django, address) / cpu(theirs, PLAIN + address) for _round in range(ROUNDS)
        ]
        within.append(tell(say, f"{address}: CPU", found, at_most=AT_MOST, unmet=UNMET))
        within.append(tell(say, f"{address}: queries", [len(queries)], at_most=QUERIES_AT_MOST))
    return all(within)


def flat(page: str) -> tuple:
    """A template that is this page with a variable for each text, and the texts."""
    texts: dict = {}

    def name(found) -> str:
        text = unescape(found[0])
        variable = f"text{len(texts)}"
        texts[variable] = text if escape(text) == found[0] else mark_safe(found[0])
        return f"{{{{ {variable} }}}}"

    template = engines["django"].from_string(re.sub(r"(?<=>)[^<>]*\S[^<>]*(?=<)", name, page))
    return template, texts


def answer(site: Callable, address: str) -> bytes:
    environ = {"PATH_INFO": address, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    answer = site(environ, lambda *_: None)
    try:
        return b"".join(answer)
    finally:
        answer.close()


def queries_of(site: Callable, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer(site, address)
    return sorted(query["sql"] for query in asked)


def cpu(site: Callable, address: str) -> float:
    began = time.process_time()
    for _ in range(TIMES):
        answer(site, address)
    return time.process_time() - began
