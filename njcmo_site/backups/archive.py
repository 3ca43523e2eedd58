"""What an archive holds, one part after the other: what it is of, tables, files, the totals.

A part is a head, in JSON, and its data: rows of a table or blocks of a file. Names are looked up,
never followed: there are no links, owners or places in it.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from njcmo_site.backups.seal import DAMAGED, RefusedError, Sealing, opened

FRAME = struct.Struct(">cI")
HEAD, DATA = b"H", b"D"
Head = dict[str, Any]


class Writer:
    def __init__(self, file: BinaryIO):
        self.sealing = Sealing(file)

    def begin(self, **head: Any) -> None:
        self.put(HEAD, json.dumps(head).encode())

    def add(self, data: bytes) -> None:
        self.put(DATA, data)

    def put(self, kind: bytes, data: bytes) -> None:
        self.sealing.write(FRAME.pack(kind, len(data)) + data)

    def close(self) -> None:
        self.sealing.close()


class Reader:
    def __init__(self, file: BinaryIO):
        self.pieces, self.rest = opened(file), bytearray()
        self.kind, self.data = self.frame()

    def parts(self) -> Iterator[tuple[Head, Iterator[bytes]]]:
        """(head, data); the data of each is to be read before the next. Raises RefusedError."""
        while self.kind == HEAD:
            head = json.loads(self.data)
            self.kind, self.data = self.frame()
            yield head, self.data_of_part()

    def data_of_part(self) -> Iterator[bytes]:
        while self.kind == DATA:
            yield self.data
            self.kind, self.data = self.frame()

    def frame(self) -> tuple[bytes, bytes]:
        """(kind, data); the kind is empty at the end."""
        if not self.fill(FRAME.size):
            return b"", b""
        kind, size = FRAME.unpack(self.take(FRAME.size))
        if not self.fill(size):
            raise RefusedError(DAMAGED)
        return kind, self.take(size)

    def fill(self, size: int) -> bool:
        """Whether so many bytes are there."""
        while len(self.rest) < size:
            piece = next(self.pieces, None)
            if piece is None:
                return False
            self.rest += piece
        return True

    def take(self, size: int) -> bytes:
        taken = bytes(self.rest[:size])
        del self.rest[:size]
        return taken
