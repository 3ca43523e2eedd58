"""The types of the code, as mypy reads them; pyproject.toml says how strictly."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_each_function_is_given_is_what_it_says_it_takes():
    mypy = [sys.executable, "-m", "mypy"]  # quick where .mypy_cache is left from before
    checked = subprocess.run(mypy, cwd=ROOT, capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr
