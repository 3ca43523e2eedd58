"""docs/security.md goes through every requirement, and what it says shows it is there."""

import re
import tomllib
from pathlib import Path

from django.conf import global_settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
# Of OWASP ASVS 5.0.0 those of level 1, and those that level 2 adds; "1.2.1-5" are five.
LEVEL_1 = """
1.2.1-5 1.3.1-2 1.5.1-1 2.1.1-1 2.2.1-2 2.3.1-1 3.2.1-2 3.3.1-1 3.4.1-2 3.5.1-3 4.1.1-1 4.4.1-1
5.2.1-2 5.3.1-2 6.1.1-1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1-1 8.2.1-2 8.3.1-1 9.1.1-3
9.2.1-1 10.4.1-5 11.3.1-2 11.4.1-1 12.1.1-1 12.2.1-2 13.4.1-1 14.2.1-1 14.3.1-1 15.1.1-1 15.2.1-1
15.3.1-1
"""
LEVEL_2 = """
1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2-2 2.1.2-3 2.2.3-3 2.3.2-4 2.4.1-1 3.3.2-4 3.4.3-6 3.5.4-5
3.7.1-2 4.1.2-3 4.2.1-1 4.3.1-2 4.4.2-4 5.1.1-1 5.2.3-3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4
6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2-2 8.2.3-3 8.4.1-1 9.2.2-4
10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.3-3 11.4.2-4
11.5.1-1 11.6.1-1 12.1.2-3 12.3.1-4 13.1.1-1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3
15.1.2-3 15.2.2-3 15.3.2-7 16.1.1-1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3 17.1.1-1 17.2.1-4 17.3.1-2
"""


def spelled_out(ranges: str) -> list[str]:
    found = re.findall(r"(\d+\.\d+)\.(\d+)-(\d+)", ranges)
    return [f"{a}.{n}" for a, first, last in found for n in range(int(first), int(last) + 1)]


def part(heading: str) -> str:
    return re.search(rf"^### {heading}\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)[1]


def rows(text: str) -> list[list[str]]:
    found = re.findall(r"^\| (\d.*) \|$", text, re.M)
    return [line.split(" | ") for line in found]


def names_of_tests(text: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(\w+)`", text)


def test_each_requirement_of_both_levels_stands_in_one_table():
    parts = [part(name) for name in ("Met", "Met in part, or not", "Does not apply")]
    said = [one for text in parts for row in rows(text) for one in row[0].split(", ")]
    level_1, level_2 = spelled_out(LEVEL_1), spelled_out(LEVEL_2)
    assert (len(level_1), len(level_2)) == (70, 183)
    assert len(said) == len(set(said))
    assert set(said) == {*level_1, *level_2}


def test_whatever_is_met_names_a_test_that_is_there():
    met = rows(part("Met"))
    assert len(met) > 80
    for row in met:
        (named,) = names_of_tests(row[-1])
        path, name = named
        assert f"\ndef {name}(" in (ROOT / path).read_text(), row[0]


def test_the_linter_refuses_shells_evals_and_queries_made_of_text():
    """Its rules S: what bandit looks for. Two files put names of our own tables into a query."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not {rule for rule in lint.get("ignore", []) if rule.startswith("S")}
    silenced = {
        (str(path.relative_to(ROOT)), rule)
        for app in ("njcmo_site", "services", "faq", "referrals")
        for path in (ROOT / app).rglob("*.py")
        for rule in re.findall(r"noqa: .*\b(S(?:102|301|307|602|604|605|608))\b", path.read_text())
    }
    limits, sqlite = "referrals/families/limits.py", "njcmo_site/backups/sqlite.py"
    assert silenced <= {(limits, "S608"), (sqlite, "S608")}


def test_passwords_are_hashed_as_django_has_it():
    """Not as the tests have it, for which it would take too long."""
    assert "PASSWORD_HASHERS" not in (ROOT / "njcmo_site/settings.py").read_text()
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
