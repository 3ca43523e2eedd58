"""What staff edit of the pages."""

from services.admin import (
    calls,
    cards,
    counties,
    doors,
    glossary,
    moments,
    pages,
    search_words,
    signs,
    texts,
)

__all__ = [
    "calls",
    "cards",
    "counties",
    "doors",
    "glossary",
    "moments",
    "pages",
    "search_words",
    "signs",
    "texts",
]
