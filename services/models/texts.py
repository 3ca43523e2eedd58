"""The rich texts of a page: of itself and of its parts."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models

from njcmo_site.richtext import RichTextField
from services.models.differences import label


class Text(NamedTuple):
    row: Any  # the page, or the part of it in which it stands
    field: Any
    html: str

    @property
    def language(self) -> str:
        language: str = self.field.language
        return language

    @property
    def name(self) -> str:
        """In words for staff: section “What is OT?”, text, Spanish."""
        return f"{self.row._meta.verbose_name} “{self.row}”, {label(self.field)}"


def texts_of(page: models.Model) -> Iterator[Text]:
    """Those that are not empty, in both languages; of a draft as it is stored or in memory."""
    yield from texts_of_row(page)
    for name in getattr(page, "parts", ()):
        for part in getattr(page, name).all():
            yield from texts_of_row(part)


def texts_of_row(row: models.Model) -> Iterator[Text]:
    for field in row._meta.concrete_fields:
        html = hasattr(field, "language") and getattr(row, field.attname)
        if html and isinstance(field, RichTextField):
            yield Text(row, field, html)
