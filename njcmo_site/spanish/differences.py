"""What is different between two texts, in words."""

import difflib
import re

from bs4 import BeautifulSoup

MOST_COMPARED = 20_000  # words; to compare more takes longer than anybody waits
BLOCKS = ["p", "li", "tr", "h3", "h4", "blockquote"]
BREAK = "\ue000"  # for private use: no text has it


def plain_words(html: str) -> str:
    """What a person reads of a text, a line for each paragraph, with the addresses of its links."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        link.append(f" ({link['href']})")
    for block in soup.find_all(BLOCKS):
        block.append(BREAK)
    words = re.sub(r"\s+", " ", soup.get_text(" "))
    return re.sub(rf" ?(?:{BREAK} ?)+", "\n", words).strip()


def marked(text: str, other: str) -> list[tuple[bool, str]]:
    """The words of one plain text; True for those that the other text does not have there."""
    words, others = (re.findall(r"\S+|\n", one) for one in (text, other))
    if len(words) + len(others) > MOST_COMPARED:
        return [(False, text)]
    matcher = difflib.SequenceMatcher(None, words, others)
    return [
        (kind != "equal", " ".join(words[start:end]))
        for kind, start, end, _, _ in matcher.get_opcodes()
        if end > start
    ]
