import re
from collections import Counter

from django.core.exceptions import ValidationError

from services.photos.markers import MARKER as MARKER_OF_PHOTO
from services.photos.markers import PARAGRAPH

MOST_PHOTOS = 20  # of one text
WORD = r"[^\W_]+(?:['’-][^\W_]+)*"
# A word, "!word" (beside which the phrase is an everyday one), or "word*" (any ending).
PART_OF_PHRASE = re.compile(rf"!?{WORD}|{WORD}(?<=[^\W_]{{3}})\*")


def five_short_lines(value: str) -> None:
    """The short version is read at a glance, or not at all."""
    lines = value.strip().splitlines()
    if len(lines) > 5:
        raise ValidationError("Write five lines at most.")
    if any(len(line) > 140 for line in lines):
        raise ValidationError("Keep each line under 140 characters.")


def phrases(text: str) -> list[str]:
    """What stands between the commas, or on lines of its own."""
    return [phrase.strip() for phrase in re.split(r"[,\n]", text) if phrase.strip()]


def at_least_two_alike(value: str) -> None:
    """Words that mean the same are two at least, and nothing but words."""
    given = phrases(value)
    for phrase in given:
        if not re.fullmatch(rf"{WORD}(?: +{WORD})*", phrase):
            raise ValidationError(f"“{phrase}” is not a word, or words with a space between them.")
    if len({phrase.casefold() for phrase in given}) < 2:
        raise ValidationError("Write two different words at least, with a comma between them.")


def readable_phrases(value: str) -> None:
    """Each phrase can be read by the search, and says what to look for."""
    given = phrases(value)
    if not given:
        raise ValidationError("Leave one phrase at least: without any, search warns of nothing.")
    for phrase in given:
        parts = phrase.split()
        for part in parts:
            if not PART_OF_PHRASE.fullmatch(part):
                raise ValidationError(
                    f"“{phrase}” cannot be read because of “{part}”. Write words; a ! stands right"
                    " before a word, a * right after one of three letters or more."
                )
        if all(part.startswith("!") for part in parts):
            raise ValidationError(
                f"“{phrase}” has no word to look for. A word with ! only says when its phrase is"
                " an everyday one: put the phrase before it."
            )


def phrases_without_exceptions(value: str) -> None:
    """Of a long text, where an everyday word far away must not silence what was said."""
    readable_phrases(value)
    if "!" in value:
        raise ValidationError("Take out each ! with its word: a message is long, and may hold it.")


# What stands in a text of a section where it cites a source of its page.
MARKER = re.compile(r"{{source:([\w-]+)}}")


def sources_cited(text: str | None) -> list[str]:
    """The names of the sources that a text cites, in its order."""
    return MARKER.findall(text or "")


def numbers_by_name(value: str) -> None:
    """A number of a first call stands in a text by its name, and a name is one that there is."""
    if "{{source:" in value:
        raise ValidationError("Only the sections of a page cite sources: take {{source:…}} out.")
    names_and_markers(value)


def names_and_markers(value: str) -> None:
    """The same of a section, which cites sources besides; whether they are there, it knows."""
    from services import names  # which knows the models that this is a rule of

    for name, phone in names.numbers().items():
        if re.search(rf"(?<![\d-]){re.escape(phone)}(?![\d-])", value):
            raise ValidationError(
                f"Write {{{{call:{name}}}}} in place of {phone}: it prints the number, and when the"
                " number changes, it changes here as well."
            )
    for named in re.findall(r"{{.*?}}", value, re.DOTALL):
        if not MARKER.fullmatch(named) and not names.is_known(named):
            raise ValidationError(f"There is nothing of the name {named}.")
    refuse_too_many(value)
    if MARKER_OF_PHOTO.search(PARAGRAPH.sub("", value)):
        raise ValidationError("A photo stands alone: give {{photo:…}} a paragraph of its own.")
    if re.search("{{|}}", re.sub(r"{{.*?}}", "", value, flags=re.DOTALL)):
        raise ValidationError("A name begins with {{ and ends with }}.")
    if re.search(r"<a\b(?:(?!</a>).)*{{", value, re.DOTALL):
        raise ValidationError("A name that prints a number stands in no link: it is one itself.")


def refuse_too_many(value: str) -> None:
    """A name is short, and what it prints may be long: a page full of them would end a server."""
    for named, number in Counter(re.findall(r"{{(?:box|urgent):[\w-]+}}", value)).items():
        if number > 1:
            raise ValidationError(f"{named} stands here {number} times: once is enough.")
    if len(MARKER_OF_PHOTO.findall(value)) > MOST_PHOTOS:
        raise ValidationError(f"A text has {MOST_PHOTOS} photos at most.")


# In all other texts that staff write, names are refused: see PlainTexts.
for each in (numbers_by_name, names_and_markers):
    each.reads_names = True  # type: ignore[attr-defined]
