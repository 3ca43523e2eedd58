"""Asking another site whether a page is there: politely, and never our own network.

A link can name any address, and so can a page that it leads on to. So a name is looked up once, and
the very address that was found to be public is the one that is connected to.
"""

import io
import socket
import ssl
import time
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from njcmo_site.health.public_addresses import CannotTellError, NoSuchHostError, addresses_of
from services.models import LinkCheck

State = LinkCheck.State

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 5
MOST_BYTES = 64 * 1024  # of an answer
LONGEST = 15  # seconds, for one answer
PAUSE = 2  # seconds between two requests to one host
ASK_AGAIN_BY_GET = {403, 405, 501}  # sites that know no HEAD
REDIRECTS = {301, 302, 303, 307, 308}
GONE = {404, 410}

SAFE = "/%:@!$&'()*+,;=~?"  # what an address may hold as it is


class Visitor:
    """Asks one page after the other, and no host in quick succession."""

    def __init__(self):
        self.asked_at: dict[str, float] = {}  # by host
        self.is_online = False  # once anybody answered

    def state(self, address: str) -> str:
        """Of a link, after at most five redirects."""
        try:
            for _redirect in range(MOST_REDIRECTS + 1):
                status, leads_to = self.ask(address)
                if status not in REDIRECTS or not leads_to:
                    return state_of(status)
                address = urljoin(address, leads_to)
        except NoSuchHostError:
            return State.GONE
        except (CannotTellError, HTTPException, OSError, ValueError):
            pass
        return State.UNKNOWN

    def ask(self, address: str) -> tuple[int, str]:
        """(status, where it leads on to)"""
        url = read(address)
        answer = self.request("HEAD", url)
        return self.request("GET", url) if answer[0] in ASK_AGAIN_BY_GET else answer

    def request(self, method: str, url: SplitResult) -> tuple[int, str]:
        host = url.hostname or ""
        time.sleep(max(0, self.asked_at.get(host, -PAUSE) + PAUSE - time.monotonic()))
        try:
            answer = answer_to(method, url)
            self.is_online = True
            return answer
        finally:
            self.asked_at[host] = time.monotonic()


def read(address: str) -> SplitResult:
    """Raises CannotTellError for all but http and https at their own ports."""
    url = urlsplit(address)
    if url.scheme not in PORTS or not url.hostname or url.username is not None:
        raise CannotTellError
    if url.port not in {None, *PORTS.values()}:
        raise CannotTellError
    return url


def answer_to(method: str, url: SplitResult) -> tuple[int, str]:
    until = time.monotonic() + LONGEST
    host = (url.hostname or "").encode("idna").decode()
    plain = connect(host, url.port or PORTS[url.scheme], until)
    with secured(plain, host) if url.scheme == "https" else plain as connection:
        connection.sendall(words_of(method, url, host))
        response = HTTPResponse(Head(connection, until), method=method)  # type: ignore[arg-type]
        response.begin()
    return response.status, response.headers.get("Location", "")


def words_of(method: str, url: SplitResult, host: str) -> bytes:
    """The request: no cookie, nothing of us but who asks."""
    path = quote(url.path or "/", safe=SAFE) + ("?" + quote(url.query, safe=SAFE)) * bool(url.query)
    name = f"{host}:{url.port}" if url.port else host
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\nAccept: */*\r\n"
        f"User-Agent: link check of {settings.SITE_URL}\r\n\r\n"
    ).encode("ascii")


def connect(host: str, port: int, until: float) -> socket.socket:
    """Raises NoSuchHostError, CannotTellError for a name of our own network, OSError."""
    addresses = addresses_of(host, port)
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=left(until))
    return socket.create_connection((addresses[-1], port), timeout=left(until))


def secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def left(until: float) -> float:
    """Seconds; an answer that comes byte by byte takes no longer than any other."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class Head:
    """The head of an answer, read within a time and a size, as HTTPResponse asks for it.

    Raises CannotTellError where it does not end by then.
    """

    def __init__(self, connection: socket.socket, until: float):
        self.content = b""
        while b"\r\n\r\n" not in self.content and len(self.content) < MOST_BYTES:
            connection.settimeout(left(until))
            piece = connection.recv(4096)
            if not piece:
                break
            self.content += piece
        if b"\r\n\r\n" not in self.content:
            raise CannotTellError

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self.content)


def state_of(status: int) -> str:
    if status in GONE:
        return State.GONE
    return State.WORKS if 200 <= status < 300 else State.UNKNOWN
