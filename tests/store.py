"""`script/test --store on` and `--store off`: the whole suite, whichever way a page comes."""

import os
from pathlib import Path

from django.db import connection
from django.test import Client

from njcmo_site.ready.asked import is_for_everybody
from tests.ready import Site

TESTS = Path(__file__).parent
# They change from one answer to the next, or say how it was sent.
OF_ONE_ANSWER = {"Content-Length", "ETag", "Last-Modified", "Date", "Set-Cookie", "Vary"}


def add_option(parser) -> None:
    parser.addoption(
        "--store",
        choices=["on", "off"],
        help="on: each page a test opens must be the same when kept ready; off: servers keep none",
    )


def turn_off() -> None:
    """For every process that a test starts."""
    os.environ["PYTHONPATH"] = str(TESTS / "store_off")


def turn_on(monkeypatch) -> None:
    """Whatever a test's client opens is asked of the store as well, which makes the page, and then
    gives what it has kept. What counts queries is left alone."""
    request = Client.request

    def asked_twice(client, **environ):
        answer = request(client, **environ)
        if environ.get("REQUEST_METHOD") == "GET" and not connection.force_debug_cursor:
            compare(answer, environ)
        return answer

    monkeypatch.setattr(Client, "request", asked_twice)


def compare(answer, environ) -> None:
    address = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
    host = environ.get("HTTP_HOST", "localhost")
    if not is_for_everybody(environ["PATH_INFO"]):
        return  # never kept; and what is asked again may count, as new words for the search do
    site = Site()
    if answer.status_code != 200 or answer.streaming or not site.keeps(address, HTTP_HOST=host):
        return
    kept = site.get(address, HTTP_HOST=host)
    assert kept.status == answer.status_code, address
    assert kept.body == answer.content, address
    for name, value in answer.items():
        if name not in OF_ONE_ANSWER:
            assert kept.headers.get(name) == value, (address, name)
