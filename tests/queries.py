"""What pages ask the database for."""

from math import inf
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, path: str, posted: dict | None = None) -> int:
    """How many queries it costs to open this page again.

    What is cached is cached by then. The session is not renewed, as it is once a minute.
    """

    def opened():
        return client.get(path) if posted is None else client.post(path, posted)

    opened()
    no_time_passes = mock.patch("njcmo_site.accounts.staying.RENEWED_EVERY", inf)
    with CaptureQueriesContext(connection) as asked, no_time_passes:
        response = opened()
        assert response.status_code == 200, path
        response.getvalue()  # a file is written while it is read
    return len(asked)
