"""Photos in rich texts: a paragraph of {{photo:12}} is the photo of that key, and nothing else.

What it shows, its files and its size are those of its row.
"""

import re
from collections.abc import Container

MARKER = re.compile(r"{{photo:([1-9]\d{0,17})}}", re.ASCII)
PARAGRAPH = re.compile(rf"<p>\s*{MARKER.pattern}\s*</p>", re.ASCII)


def photos_named(text: str | None) -> set[int]:
    """Their keys, whether they are there or not."""
    return {int(key) for key in MARKER.findall(text or "")}


def only_photos(html: str, there: Container[int]) -> str:
    """Without the paragraphs of all other photos."""
    return PARAGRAPH.sub(lambda found: found[0] if int(found[1]) in there else "", html)
