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


@pytest.fixture(scope="module")
def run(cluster, tmp_path_factory):
    """run("database", "-m", "pytest") runs Python in a process of its own, on that database."""

    def run(database: str, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": f"{cluster.url}/{database}",
                "DATA_DIR": str(tmp_path_factory.mktemp("data")),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]

    return run


@pytest.fixture(scope="module")
def filled(cluster, run):
    """A database as tests begin with: made once, since that takes a quarter of a minute."""
    cluster.new_database("filled")
    run("filled", "manage.py", "migrate", "-v0")
    run("filled", "manage.py", "load_starter_content", "-v0")
    return "filled"


@pytest.mark.parametrize("part", PARTS)
def test_what_holds_on_sqlite_holds_on_postgresql_as_well(part, cluster, filled, run):
    cluster.new_database(f"test_{part}", like=filled)
    files = [f"tests/{file}" for file in PARTS[part]]
    run(part, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--reuse-db", *files)
