"""What links lead to by an anchor (/glossary/#iep) is neither renamed nor deleted unseen.

A model of such rows has `anchored_addresses()`: in English, each address that ends in an anchor
of the row. One with rich text has `place` as well: what staff call the text.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q

from njcmo_site.editing.types import BesideModelAdmin
from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.addresses import twin

# Every link of a template to a page that editors can withdraw, or to an anchor of a row; and the
# page that has it.
IN_TEMPLATES = [
    ("/occupational-therapy/", "the menu of every page"),
    ("/occupational-therapy/costs/", "the home page"),
    ("/occupational-therapy/choosing-a-therapist/", "the home page"),
    ("/occupational-therapy/#njcmo", "the home page"),
    ("/occupational-therapy/costs/#language-and-papers", "Is it safe to ask?"),
    ("/occupational-therapy/costs/#language-and-papers", "Is it safe to ask? in Spanish"),
    ("/glossary/#performcare", "Get help and Find your CMO"),
    ("/glossary/#cmo", "Get help and Find your CMO"),
    ("/glossary/#early-intervention", "Get help"),
    ("/glossary/#iep", "Who to call"),
    ("/occupational-therapy/#explaining", "the card for the first visit"),
    ("/occupational-therapy/#explaining", "the page that thanks for a request"),
    ("/glossary/#performcare", "the signs checklist"),
    ("/glossary/#early-intervention", "the signs checklist"),
    ("/glossary/#iep", "the signs checklist"),
    ("/glossary/#504-plan", "the signs checklist"),
    ("/glossary/#cmo", "the signs checklist"),
]

HREF = re.compile(r'href="([^"]*)"')
LINK = re.compile(r'href="([^"]*#[^"]+)"')


def links_to(addresses: set[str]) -> list[str]:
    """Where links to these addresses stand, in words for staff: "the home page (#signs)".

    A link in a row that has one of these addresses itself goes with it, and does not count.
    """
    anchors = set(map(anchor_of, addresses))
    places = [
        f"{page} (#{anchor_of(address)})" for address, page in IN_TEMPLATES if address in addresses
    ]
    for row, text in rich_texts("#"):
        links = {link for link in map(unescape, LINK.findall(text)) if anchor_of(link) in anchors}
        pages = (row.anchored_addresses() or {"/"}) if links else set()
        if not pages & addresses:
            places += [
                f"{row.place} (#{anchor_of(link)})"
                for link in sorted(links)
                if addresses & {leads_to(link, page) for page in pages}
            ]
    return list(dict.fromkeys(places))


def anchor_of(link: str) -> str:
    return link.partition("#")[2]


def rich_texts(sign: str) -> Iterator[tuple[Any, str]]:
    """Each row whose rich text has this sign of a link, with that text in all languages."""
    for model in apps.get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, RichTextField)
        ]
        with_sign = Q(*[(f"{column}__contains", sign) for column in columns], _connector=Q.OR)
        for row in model._base_manager.filter(with_sign) if columns else []:
            yield row, " ".join(getattr(row, column) or "" for column in columns)


def leads_to(link: str, page: str) -> str:
    """The address in English to which a link on a page of ours leads; "" for another site."""
    site = urlsplit(settings.SITE_URL)
    try:
        target = urlsplit(urljoin(f"{settings.SITE_URL}{page}", link))
    except ValueError:
        return ""
    if target.netloc != site.netloc:
        return ""
    return f"{twin(target.path.rstrip('/') + '/', settings.LANGUAGE_CODE)}#{target.fragment}"


def refuse_broken_links(row: Any, *fields: str) -> None:
    """Raise ValidationError, at the first of these fields, where links lead to what they were.

    The fields are those of which the addresses of the row are made.
    """
    stored = row.pk and type(row)._base_manager.filter(pk=row.pk).first()
    if not stored or all(getattr(stored, name) == getattr(row, name) for name in fields):
        return
    places = links_to(stored.anchored_addresses() - row.anchored_addresses())
    if places:
        raise ValidationError({fields[0]: refusal(places)})


def refusal(places: list[str]) -> str:
    return f"Links would break, in: {'; '.join(places)}. Leave this as it is, or change them first."


class KeepsLinks(BesideModelAdmin):
    """First base of the ModelAdmin of rows with anchors: what links lead to is not deleted."""

    def get_deleted_objects(self, objs, request):
        *found, protected = super().get_deleted_objects(objs, request)
        lost = {address for row in objs for address in row.anchored_addresses()}
        return *found, [*protected, *(f"the link in {place}" for place in links_to(lost))]
