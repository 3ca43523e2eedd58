"""What is true of the database, of the intake desk and of the admin is true on PostgreSQL too.

The tests of these files run once more, in a process of their own with a database of their own.
"""

import os
import subprocess
import sys

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.browser  # no browser, but a real database server

# In two parts of about the same length, so that two workers can share them.
PARTS = {
    "families": [
        "referrals/test_referral_model.py",
        "referrals/test_notices.py",
        "referrals/test_limits.py",
        "referrals/test_desk.py",
        "referrals/test_desk_lists.py",
        "referrals/test_calling.py",
        "referrals/test_notes.py",
        "referrals/test_looks.py",
        "referrals/test_referral_admin.py",
        "referrals/test_numbers.py",
        "referrals/test_export.py",
        "referrals/test_retention.py",
    ],
    "staff": [
        "njcmo_site/test_constraints.py",
        "njcmo_site/test_rotating.py",
        "njcmo_site/test_migrations.py::test_a_migration_changes_only_what_is_named",
        "njcmo_site/test_accounts.py",
        "njcmo_site/test_groups.py",
        "njcmo_site/test_matrix.py",
        "njcmo_site/test_roles.py",
        "njcmo_site/test_lists.py",
        "njcmo_site/test_second_person.py",
        "services/test_editing.py",
        "faq/test_questions.py",
    ],
}


@pytest.mark.parametrize("part", PARTS)
def test_what_holds_on_sqlite_holds_on_postgresql_as_well(part, cluster, new_database, tmp_path):
    new_database(f"test_{part}")  # as Django names it; filled already, which takes long
    files = [f"tests/{file}" for file in PARTS[part]]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--reuse-db", *files],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"{cluster.url}/{part}", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
