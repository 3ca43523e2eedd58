"""docs/map.md leads to what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs/map.md").read_text()
ANSWERS = re.findall(r"^\| (.+\?) \| `([^`]+)`(?: \(`([^`]+)`\))? \|$", MAP, re.MULTILINE)
FOLDERS = re.findall(r"^\| `([^`]+/)` \|", MAP, re.MULTILINE)
DJANGOS = {"migrations", "management", "templatetags", "formats"}  # whose names Django gives


@pytest.mark.parametrize(("question", "file", "name"), ANSWERS)
def test_the_file_that_answers_a_question_is_there_and_holds_what_to_look_for(question, file, name):
    assert name in (ROOT / file).read_text()


def test_each_question_of_the_map_is_read_here_and_has_one_answer():
    questions = [question for question, _file, _name in ANSWERS]
    assert len(questions) == len(set(questions)) == MAP.count("? | ") >= 15


def test_every_folder_of_code_is_on_the_map():
    assert all((ROOT / folder).is_dir() for folder in FOLDERS)
    folders = [path.parent for path in ROOT.glob("[a-z]*/*/__init__.py")]
    rooms = {f"{each.relative_to(ROOT)}/" for each in folders if each.name not in DJANGOS}
    assert rooms - set(FOLDERS) == set()
