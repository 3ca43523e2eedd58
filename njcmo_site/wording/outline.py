"""What somebody hears who jumps through a text: its headings, and the words of its links."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from django.utils.text import Truncator

# They say nothing where links are read out one after the other.
VAGUE = {"here", "click here", "this", "this link", "this page", "link", "more", "read more"}
VAGUE |= {"learn more", "more information", "see more", "details"}
VAGUE |= {"aquí", "haga clic aquí", "clic aquí", "esto", "este enlace", "esta página", "enlace"}
VAGUE |= {"más", "leer más", "lea más", "más información", "ver más", "detalles"}


class Link(NamedTuple):
    address: str
    words: str

    @property
    def is_vague(self) -> bool:
        """Words that say nothing, or an address."""
        plain = re.sub(r"[^\w\s]+$", "", self.words.casefold()).strip()
        return plain in VAGUE or self.words.startswith(("http://", "https://", "www."))

    @property
    def fault(self) -> str:
        """What keeps somebody from using it; "" for nothing."""
        told = f"The link to {self.address} has no words: write them, or take it out."
        return "" if self.words else told


class Outline(NamedTuple):
    headings: tuple[tuple[int, str], ...]  # (level, words)
    links: tuple[Link, ...]

    @property
    def skipped(self) -> str:
        """The first heading that stands more than one level below the one before it; "" for none.

        Above the text stands a heading of level 2.
        """
        before = 2
        for level, words in self.headings:
            if level > before + 1:
                return words
            before = level
        return ""

    @property
    def faults_of_headings(self) -> Iterator[str]:
        """What keeps somebody from finding a way through the text, and what to do about it."""
        if self.skipped:
            yield f"“{short(self.skipped)}” skips a level: put it one level higher."
        if any(not words for _level, words in self.headings):
            yield "A heading has no words: write some, or take it out."

    @property
    def faults(self) -> list[str]:
        return [*self.faults_of_headings, *(link.fault for link in self.links if link.fault)]


@lru_cache(maxsize=1500)  # there are 1,000, in both languages; who types makes a few more
def outline(html: str) -> Outline:
    """Of stored rich text."""
    soup = BeautifulSoup(html, "html.parser")
    headings = [(int(tag.name[1]), words_of(tag)) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    links = [Link(str(tag["href"]), words_of(tag)) for tag in soup.find_all("a", href=True)]
    return Outline(tuple(headings), tuple(links))


def words_of(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def short(words: str) -> str:
    return Truncator(words).chars(60)
