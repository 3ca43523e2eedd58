"""What staff edit of the pages."""

# Imported to be registered.
from services.admin import (  # noqa: F401
    approaches,
    boxes,
    calls,
    cards,
    contact_details,
    counties,
    danger_words,
    doors,
    fixed_texts,
    glossary,
    moments,
    next_steps,
    owners,
    pages,
    photos,
    search_words,
    sections,
    signs,
    situations,
    sources,
    urgent_signs,
)
