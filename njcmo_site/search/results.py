"""How a hit is shown."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from njcmo_site.search.words import words_of

SNIPPET = 30  # words


def marked(text: str, words: set[str]) -> SafeString:
    """The text with the words that were looked for in <mark>."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece),) if set(words_of(piece)) & words else (piece,)
            for piece in re.split(r"([^\W_]+)", text)
        ),
    )


def snippet(text: str, words: set[str]) -> str:
    """Some words of the text around the first that was looked for."""
    pieces = text.split()
    first = next((n for n, piece in enumerate(pieces) if set(words_of(piece)) & words), 0)
    start = max(0, min(first - 8, len(pieces) - SNIPPET))
    shown = " ".join(pieces[start : start + SNIPPET])
    return f"{'… ' if start else ''}{shown}{' …' if start + SNIPPET < len(pieces) else ''}"
