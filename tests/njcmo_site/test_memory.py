"""No request makes a process grow for good."""

import pytest

pytestmark = pytest.mark.browser  # no browser, but a process of a real site

AT_MOST = 6  # MiB, for five hundred requests: 12 KB of each


def test_hundreds_of_requests_of_all_kinds_leave_a_process_as_it_was(new_site):
    code = "from tests.growth import growth; print(growth())"
    grown = new_site("memory").manage("shell", "-v0", "-c", code)
    assert float(grown.splitlines()[-1]) < AT_MOST
