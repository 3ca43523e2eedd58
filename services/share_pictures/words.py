"""What the picture of a shared link shows, for each page that families can share."""

from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from services.models import Card, Topic
from services.models.kept import kept
from services.models.published import cards, pages

SUBJECT = _("Occupational therapy for children in New Jersey")
LOOK = 1  # another number, once the drawings or their place in the picture change

# Pages that no row makes, by the names of their addresses: a drawing, and words.
FIXED = {
    "home": ("sneaker", SUBJECT),
    "faq:questions": ("pencil", _("Questions and answers")),
    "referrals:get_help": ("bow", _("Get help")),
    "services:find_your_cmo": ("umbrella", _("Find your CMO")),
    "services:first_visit_card": ("swing", _("A card for the first visit")),
    "services:glossary": ("button", _("Glossary")),
    "services:school_letter": ("pencil", _("A letter to your school")),
    "services:signs_checklist": ("toothbrush", _("Signs checklist")),
    "services:try_today": ("bow", _("Try this today")),
    "services:who_to_call": ("cans", _("Who to call first")),
}


class SharePicture(NamedTuple):
    drawing: str  # its name in static/img/share/
    words: str
    subject: str  # a line below them; "" where they say it themselves
    language: str

    @property
    def name(self) -> str:
        """Of these words and this drawing alone: browsers and messages keep it for good."""
        return sha256(repr((LOOK, *self)).encode()).hexdigest()[:16]


def of_view(name: str) -> SharePicture:
    """In the language of the moment, that of the home page where the page has none of its own."""
    drawing, words = FIXED.get(name, FIXED["home"])
    return of(drawing, str(words))


def of_page(page: Topic | Card) -> SharePicture:
    return of(page.picture, page.title)


def of(drawing: str, words: str) -> SharePicture:
    subject = str(SUBJECT)
    return SharePicture(drawing, words, "" if words == subject else subject, get_language() or "")


def found(name: str) -> SharePicture | None:
    return kept(read_share_pictures).get(name)


def read_share_pictures() -> dict[str, SharePicture]:
    """By their names those of all pages that families read, in both languages."""
    wanted: list[SharePicture] = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            wanted += map(of_view, FIXED)
            wanted += map(of_page, pages().values())
            wanted += map(of_page, cards().values())
    return {one.name: one for one in wanted}
