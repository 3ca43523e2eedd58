"""How an archive is sealed: without a key of the site nobody can read, change, cut or lengthen it.

Pieces of 256 KB in AES-256-GCM, each under its number and whether it is the last one, by a key of
the archive’s own, which is derived from a key of the site and a random salt.
"""

import base64
import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KIND = b"NJCMO backup 1\r\n"
SALT = CHECK = TAG = 16  # bytes
PIECE = 256 * 1024


class RefusedError(Exception):
    """Why a backup is not made, or not restored: one line for the webmaster."""


DAMAGED = "it is damaged or cut short; take another one."


def derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """(key of the archive, what tells before all else whether it is that one)"""
    hkdf = HKDF(SHA256(), length=32 + CHECK, salt=salt, info=KIND)
    both = hkdf.derive(base64.urlsafe_b64decode(key))
    return both[:32], both[32:]


def nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Sealing:
    """Writes to the file what it is given; only close() makes it whole."""

    def __init__(self, file: BinaryIO):
        salt = os.urandom(SALT)
        key, check = derived(settings.FIELD_ENCRYPTION_KEYS[0], salt)
        self.file, self.cipher, self.number, self.rest = file, AESGCM(key), 0, bytearray()
        file.write(KIND + salt + check)

    def write(self, data: bytes) -> None:
        self.rest += data
        while len(self.rest) > PIECE:
            self.put(bytes(self.rest[:PIECE]))
            del self.rest[:PIECE]

    def close(self) -> None:
        self.put(bytes(self.rest), is_last=True)

    def put(self, piece: bytes, is_last: bool = False) -> None:
        self.file.write(self.cipher.encrypt(nonce(self.number, is_last), piece, None))
        self.number += 1


def opened(file: BinaryIO) -> Iterator[bytes]:
    """The pieces, none before it is known to be ours. Raises RefusedError."""
    if file.read(len(KIND)) != KIND:
        raise RefusedError("it is no backup of this site.")
    cipher = cipher_of(file.read(SALT), file.read(CHECK))
    number, piece = 0, file.read(PIECE + TAG)
    while piece:
        following = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(nonce(number, not following), piece, None)
        except InvalidTag:
            raise RefusedError(DAMAGED) from None
        number, piece = number + 1, following
    if not number:
        raise RefusedError(DAMAGED)


def cipher_of(salt: bytes, check: bytes) -> AESGCM:
    for key in settings.FIELD_ENCRYPTION_KEYS:
        its_key, its_check = derived(key, salt)
        if hmac.compare_digest(its_check, check):
            return AESGCM(its_key)
    raise RefusedError(
        "none of FIELD_ENCRYPTION_KEYS opens it: add the key that was the newest when it was made,"
        " after the others; or its beginning is damaged."
    )
