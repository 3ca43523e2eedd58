"""What a text holds by name, so that a number that changes changes everywhere.

{{call:performcare}} is the number of that first call. In rich text a paragraph of
{{urgent:u-missing}} is a box with the advice of that sign, one of {{box:…}} is that box, and one
of {{photo:12}} that photo.
{{source:aota-2019}} cites that source of the page, in its sections alone (see citing.py).
"""

import re
import tomllib
from collections.abc import Callable
from functools import cache, partial

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from njcmo_site.richtext import safe
from njcmo_site.spanish.bilingual import Bilingual
from services.models import Box, FirstCall, FixedText, UrgentSign
from services.models.kept import kept
from services.models.photos import read_photos
from services.photos.markers import PARAGRAPH, photos_named

NAME = re.compile(r"{{(call|urgent|box|source|photo):([\w-]+)}}")
TAG_OR_NAME = re.compile(rf"<[^>]*>|{NAME.pattern}")
SIGNS = re.compile(r"<p>((?:\s|{{urgent:[\w-]+}})+)</p>")
BOX = re.compile(r"<p>\s*{{box:([\w-]+)}}\s*</p>")

# First calls whose number templates print.
IN_TEMPLATES = {"performcare", "child-find"}
IN_TEMPLATES |= {"early-intervention", "span", "legal-services"}  # the letter to a school

# A browser that translates a page to Arabic turns a number round, and gives names other names.
AS_WRITTEN = 'dir="ltr" translate="no"'

Marker = Callable[[str], str]  # what cites the source of this name

# For the error page, when the database is away.
_last_known: dict[str, str] = {}


def read_numbers() -> dict[str, str]:
    """Of phones, and with -tty after the name of text telephones that have one of their own."""
    found: dict[str, str] = {}
    for name, phone, tty in FirstCall.objects.values_list("name", "phone", "tty"):
        found |= {name: phone, f"{name}-tty": tty if "-" in tty else ""}
    return {name: phone for name, phone in found.items() if phone}


def read_signs() -> dict[str, UrgentSign]:
    return {sign.name: sign for sign in UrgentSign.objects.most_urgent_first()}


def read_boxes() -> dict[str, Box]:
    return {box.name: box for box in Box.objects.all()}


def read_texts() -> dict[str, FixedText]:
    return {text.name: text for text in FixedText.objects.all()}


def numbers() -> dict[str, str]:
    """The number of each first call by its name; without a database the last known ones."""
    try:
        found = kept(read_numbers)
    except DatabaseError:
        return _last_known or of_a_new_site()
    _last_known.update(found)
    return found


@cache
def of_a_new_site() -> dict[str, str]:
    path = settings.BASE_DIR / "njcmo_site/starter_content/first_calls.toml"
    calls = tomllib.loads(path.read_text())["calls"]
    return {call["name"]: call["phone"] for call in calls if "phone" in call}


def number(name: str) -> str:
    """Never "" for what stands in the frame of a page: there families look in a crisis."""
    found = numbers().get(name, "")
    return of_a_new_site()[name] if not found and name in IN_TEMPLATES else found


def is_known(named: str) -> bool:
    """Whether there is a row for "{{call:performcare}}"."""
    name = NAME.fullmatch(named)
    if name is None:
        return False
    if name[1] == "call":
        return name[2] in numbers()
    if name[1] == "urgent":
        return name[2] in kept(read_signs)
    if name[1] == "photo":
        return photos_named(named).issubset(kept(read_photos)) and bool(photos_named(named))
    return name[1] == "box" and name[2] in kept(read_boxes)


def call_link(phone: str) -> SafeString:
    """A number to tap: 911, 988, or 1-877-652-7624."""
    if not phone:
        return SafeString("")
    link = f'<a href="tel:{{}}" {AS_WRITTEN}>{{}}</a>'
    return format_html(link, phone.partition(" ")[0].replace("-", ""), phone)


def with_numbers(text: str | None) -> str:
    """A text without format, its numbers put in; boxes stand in rich text alone."""
    if not text or "{{" not in text:
        return text or ""
    return NAME.sub(lambda name: number(name[2]) if name[1] == "call" else "", text)


def no_marker(_name: str) -> str:
    return ""


def rich(html: str, marker: Marker = no_marker) -> SafeString:
    """Stored rich text for a page: sanitized, with numbers to tap and the boxes that it names.

    `marker`: what cites the source of a name; without it, none is cited.
    """
    html = safe(html)
    if "{{" not in html:
        return html
    html = BOX.sub(lambda name: box(name[1]), html)
    html = SIGNS.sub(lambda names: signs({name for _kind, name in NAME.findall(names[1])}), html)
    html = PARAGRAPH.sub(lambda name: photo(int(name[1])), html)
    html = TAG_OR_NAME.sub(partial(tag_or_link, marker=marker), html)
    return mark_safe(html)  # noqa: S308  sanitized, and what is put in is of our own templates


def tag_or_link(found: re.Match[str], marker: Marker) -> str:
    """A tag, whose labels have the digits alone, or a number to tap in place of its name."""
    if found[1] is None:
        return with_numbers(found[0])
    if found[1] == "source":
        return marker(found[2])
    return call_link(number(found[2])) if found[1] == "call" else ""


def texts_that_name(name: str) -> list[str]:
    """Where {{call:name}} stands, in words for staff."""
    places = ["the frame of every page"] if name in IN_TEMPLATES else []
    for model in apps.get_models():
        if not issubclass(model, Bilingual):
            continue
        columns = [f"{column}__contains" for column in model.text_columns()]
        named = Q(*[(column, f"{{{{call:{name}") for column in columns], _connector=Q.OR)
        places += [
            f"{model._meta.verbose_name} “{row}”" for row in model._base_manager.filter(named)
        ]
    return places


def signs(names: set[str]) -> str:
    found = [sign for name, sign in kept(read_signs).items() if name in names]
    return render_to_string("services/urgent_signs.html", {"signs": found})


def photo(key: int) -> str:
    return render_to_string("services/photo.html", {"photo": kept(read_photos).get(key)})


def box(name: str) -> str:
    return render_to_string("services/box.html", {"box": kept(read_boxes).get(name)})
