"""What is true of the database, of the intake desk and of the admin is true on PostgreSQL too.

The tests of these files run once more, in a process of their own with a database of their own.
"""

import os
import subprocess
import sys

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.browser  # no browser, but a real database server

# In parts of about the same length, so that two workers share them.
PARTS = {
    "rules": [
        "referrals/test_referral_model.py",
        "referrals/test_notices.py",
        "referrals/test_limits.py",
        "njcmo_site/test_constraints.py",
        "njcmo_site/test_migrations.py::test_a_migration_changes_only_what_is_named",
    ],
    "desk": [
        "referrals/test_desk.py",
        "referrals/test_desk_lists.py",
        "referrals/test_calling.py",
        "referrals/test_notes.py",
        "referrals/test_looks.py",
        "referrals/test_referral_admin.py",
    ],
    "board": [
        "referrals/test_numbers.py",
        "referrals/test_export.py",
        "referrals/test_retention.py",
    ],
    "accounts": [
        "njcmo_site/test_accounts.py",
        "njcmo_site/test_groups.py",
        "njcmo_site/test_matrix.py",
        "njcmo_site/test_roles.py",
    ],
    "editing": [
        "njcmo_site/test_lists.py",
        "njcmo_site/test_second_person.py",
        "services/test_editing.py",
        "faq/test_questions.py",
    ],
}


@pytest.mark.parametrize("part", PARTS)
def test_what_holds_on_sqlite_holds_on_postgresql_as_well(part, cluster, tmp_path):
    url = cluster.new_database(part)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        + [f"tests/{file}" for file in PARTS[part]],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
