"""What the sheet about a child says, in both languages; also as words of a message."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language

from services.sheets import FOLDER

MOST_LINES = 4  # of one part; so the sheet stays one, and what it says fits into a message
TICKED = "{}_lines"  # the field of what is checked in a part; what is written has its name


@dataclass(frozen=True)
class Line:
    """Something to check; a heading, where it has the name of a part."""

    slug: str
    en: str
    es: str

    def __str__(self) -> str:
        return str(getattr(self, get_language() or "en"))


@dataclass(frozen=True)
class Part:
    heading: Line
    lines: list[Line]
    own_words: str = ""

    @property
    def name(self) -> str:
        return self.heading.slug

    def __str__(self) -> str:
        """In one line, in the language of the moment; "" if nothing is said."""
        said = "; ".join([*map(str, self.lines), *filter(None, [self.own_words])])
        return f"{self.heading}: {said}" if said else ""


@cache
def parts() -> list[Part]:
    """The parts of the sheet, each with all lines that can be checked."""
    rows = tomllib.loads((FOLDER / "childs_page.toml").read_text())["parts"]
    return [
        Part(Line(row["name"], row["en"], row["es"]), [Line(**line) for line in row["lines"]])
        for row in rows
    ]


@dataclass(frozen=True)
class Sheet:
    """The sheet, from the answers of its form; what is blank is written by hand."""

    answers: dict

    @property
    def parts(self) -> list[Part]:
        return [
            Part(
                part.heading,
                [one for one in part.lines if one.slug in self.answers[TICKED.format(part.name)]],
                self.answers[part.name],
            )
            for part in parts()
        ]

    @property
    def is_long(self) -> bool:
        """Whether it is printed smaller, so that it stays on one page."""
        return sum(len(str(part)) for part in self.parts) > 600

    @property
    def message(self) -> str:
        """What it says, for whom the family asks to call; "" if it says nothing."""
        return "\n".join(filter(None, map(str, self.parts)))
