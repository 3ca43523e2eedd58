"""The cache: one that is away counts and remembers nothing for a while, and costs no answer.

Whatever asks it (the limits of signing in above all) goes on as with an empty one; /readyz says so.
"""

import contextlib
import logging
import time
from collections.abc import Callable

from django.core.cache.backends import db
from django.core.cache.backends.dummy import DummyCache
from django.db import Error, connection, transaction

log = logging.getLogger(__name__)

LEFT_ALONE = 10  # seconds; each try at one that hangs would keep somebody waiting


class CostsNoAnswer:
    """First base of a cache; `failures` are the errors by which that cache says it is away."""

    failures: tuple[type[Exception], ...]
    away_until = 0.0  # by time.monotonic(), for all threads of this process

    def apart(self):
        return contextlib.nullcontext()


def costs_no_answer(name: str) -> Callable:
    """The method of that name; Django's cache without a memory answers while this one is away."""

    def method(self, *args, **kwargs):
        own = type(self)
        if time.monotonic() >= own.away_until:
            try:
                with self.apart():
                    return getattr(super(CostsNoAnswer, self), name)(*args, **kwargs)
            except self.failures as error:
                own.away_until = time.monotonic() + LEFT_ALONE
                log.warning("The cache does not answer (%s)", type(error).__name__)
            except Exception as error:
                if name not in READING:
                    raise
                self.delete_many(args[0] if name == "get_many" else [args[0]])
                log.warning("What the cache held was damaged (%s)", type(error).__name__)
        return getattr(DummyCache, name)(self, *args, **kwargs)

    return method


READING = {"get", "get_many"}  # what somebody damaged raises whatever pickle likes
METHODS = ["add", "get", "set", "touch", "delete", "incr", "has_key", "clear"]
METHODS += ["get_many", "set_many", "delete_many"]
for name in METHODS:
    setattr(CostsNoAnswer, name, costs_no_answer(name))


class DatabaseCache(CostsNoAnswer, db.DatabaseCache):
    failures = (Error,)

    def apart(self):
        """What fails in a transaction must not undo it."""
        return transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext()
