from bs4 import BeautifulSoup
from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from njcmo_site.spanish.bilingual import behind_in, falls_back
from njcmo_site.spanish.to_check import rows_behind

register = template.Library()
register.filter("falls_back", falls_back)
register.filter("behind_in", behind_in)


@register.simple_tag
def lang_of(row: Model, name: str) -> SafeString:
    """The attribute lang="en" for an element whose text is English on a page in Spanish."""
    language = f' lang="{settings.LANGUAGE_CODE}"' if falls_back(row, name) else ""
    return mark_safe(language)  # noqa: S308  no word of it comes from outside


@register.filter
def headline(text: str) -> str:
    """English headings have capitals; in a Spanish one a subject in the middle has none."""
    return text.title() if get_language() == "en" else text.lower()


@register.simple_tag
def count_spanish_to_check(user: User) -> int:
    return len(rows_behind(user))


@register.filter
def headings(html: str) -> list[tuple[str, str]]:
    """(id of the section, words of its heading) for each section of a piece of a page."""
    sections = BeautifulSoup(html, "html.parser").select("section[id]")
    return [(str(section["id"]), section.h2.get_text()) for section in sections if section.h2]


@register.simple_block_tag
def keep(content: str) -> str:
    """{% keep as name %}…{% endkeep %}: a piece of the page that is printed more than once."""
    return mark_safe(content.strip())  # noqa: S308  the template has rendered it
