"""The pages that are kept ready in the memory of a process: each once, in three encodings."""

import gzip
import threading
from dataclasses import dataclass
from hashlib import sha256

import brotli

MOST = 96 * 1024 * 1024  # bytes, of all bodies of one process; a thousand pages have 65 MB
LEVEL = 5  # of brotli; the highest is an eighth smaller and takes seventy times as long

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Body:
    content: bytes
    etag: str
    headers: Headers
    headers_unchanged: Headers  # of a 304, which has no body to speak of


@dataclass(frozen=True, slots=True)
class Page:
    """What whoever asks for an address is answered, as long as the version is this one."""

    version: str
    headers: Headers  # as Django gave them
    bodies: dict[str, Body]  # by encoding; "" is plain

    @classmethod
    def of(cls, version: str, headers: Headers, content: bytes) -> "Page":
        encodings = {
            "": content,
            "gzip": gzip.compress(content, 9, mtime=0),
            "br": brotli.compress(content, quality=LEVEL),
        }
        return cls.of_bodies(version, headers, encodings)

    @classmethod
    def of_bodies(cls, version: str, headers: Headers, contents: dict[str, bytes]) -> "Page":
        bodies = {name: body(headers, name, content) for name, content in contents.items()}
        return cls(version, headers, bodies)

    @property
    def size(self) -> int:
        return sum(len(body.content) for body in self.bodies.values())


def body(headers: Headers, encoding: str, content: bytes) -> Body:
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    left = {"content-length", "content-type", "vary"}
    common = [(name, value) for name, value in headers if name.lower() not in left]
    common += [("ETag", etag), ("Vary", "Accept-Encoding")]
    kind = [(name, value) for name, value in headers if name.lower() == "content-type"]
    kind += [("Content-Encoding", encoding)] if encoding else []
    return Body(content, etag, [*kind, ("Content-Length", str(len(content))), *common], common)


@dataclass(frozen=True, slots=True)
class NoPage:
    """What Django says of an address that leads nowhere, or elsewhere. It is never kept: whoever
    tries addresses would fill the memory."""

    status: str
    headers: Headers
    content: bytes


Made = Page | NoPage | None  # None for what only Django can answer


class Store:
    def __init__(self, most: int = MOST):
        self.most, self.size = most, 0
        self.pages: dict[str, Page] = {}
        self.changing = threading.Lock()

    def get(self, path: str, version: str) -> Page | None:
        page = self.pages.get(path)
        return page if page and page.version == version else None

    def keep(self, path: str, page: Page) -> None:
        """In the place of an older one; when there is too much, what was kept first goes."""
        with self.changing:
            self.forget(path)
            while self.pages and self.size + page.size > self.most:
                self.forget(next(iter(self.pages)))
            if page.size <= self.most:
                self.pages[path] = page
                self.size += page.size

    def forget(self, path: str) -> None:
        old = self.pages.pop(path, None)
        self.size -= old.size if old else 0
