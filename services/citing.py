"""Where texts of a page cite its sources: the markers, and the ways back to them.

The n-th marker of a section’s text has an id such as "signs:body-2": no anchor has a colon.
"""

import re
from collections import Counter
from itertools import count
from operator import attrgetter

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from njcmo_site.richtext import safe
from services.models import Section, Source, Topic
from services.names import TAG_OR_NAME, rich

TEXTS = ("body", "more")
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CITED = re.compile(r'href="#source:(\d+)"')
END_OF_CELL = re.compile(r"(?=</t[hd]>)")
Place = tuple[str, Section, int]  # id of a marker, its section, the how manieth there


def with_markers(section: Section, column: str) -> SafeString:
    """A text of a section, on a page that is in memory; what is no source of it is not cited."""
    sources = {source.name: source for source in section.topic.sources.all()}
    places = count(1)

    def marker(name: str) -> str:
        place, source = next(places), sources.get(name)
        if source is None:
            return ""
        link = '<sup><a id="{}" href="#source:{}" aria-label="{}">{}</a></sup>'
        here = f"{section.anchor}:{column}-{place}"
        return format_html(link, here, source.number, spoken(source), source.number)

    return with_days(rich(getattr(section, column), marker), list(sources.values()))


def with_days(html: SafeString, sources: list[Source]) -> SafeString:
    """The text with a day in each row of a table that cites some of these sources: when the one
    that was opened longest ago was opened."""

    def dated(row: re.Match[str]) -> str:
        cited = [one for one in sources if str(one.number) in CITED.findall(row[0])]
        if not cited or "columnheader" in row[0]:
            return row[0]
        oldest = min(cited, key=attrgetter("checked_on"))
        day = render_to_string("services/row_checked.html", {"source": oldest}).strip()
        return END_OF_CELL.sub(lambda _end: day, row[0], count=1)

    return mark_safe(ROW.sub(dated, html))  # noqa: S308  what rich() made, and our own template


def spoken(source: Source) -> str:
    """What a marker of it is called: "Source 3: AOTA, 2019"."""
    published = ", ".join(filter(None, [source.organization, str(source.year or "")]))
    return _("Source %(number)s: %(published)s") % {
        "number": source.number,
        "published": published,
    }


def places(page: Topic) -> dict[str, list[Place]]:
    """Where each source is cited, by its name."""
    found: dict[str, list[Place]] = {}
    for section in page.sections.all():
        times = Counter[str]()
        for column in TEXTS:
            text = safe(getattr(section, column))
            named = [name[2] for name in TAG_OR_NAME.finditer(text) if name[1] == "source"]
            for place, name in enumerate(named, 1):
                times[name] += 1
                here = (f"{section.anchor}:{column}-{place}", section, times[name])
                found.setdefault(name, []).append(here)
    return found
