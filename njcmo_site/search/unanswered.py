"""Words for which the search found nothing: which of them may be kept, and how.

Whoever looks for a person, a number or an address types it here as well, so almost nothing is
kept: plain words of one language, of which the site does not know one at most.
"""

import logging
import re
from datetime import date

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from njcmo_site.phrases import stem, typed_words
from njcmo_site.plain_text import fold
from njcmo_site.search.index import Index
from njcmo_site.search.words import STOP_WORDS
from referrals.families.limits import too_many_new_words
from services.models import UnansweredSearch

MOST_WORDS = 3
LONGEST_WORD = 14  # letters; an address without its signs is longer, or two names in one
NEW_A_DAY = 200  # rows, of all that somebody may ask; of one connection fewer
EVERYDAY = set.union(*STOP_WORDS.values())

# What this process has noted today, by language and words: asked again, it costs no query.
_noted: dict[date, set[tuple[str, str]]] = {}

log = logging.getLogger(__name__)


def words_to_keep(query: str, known: Index) -> str:
    """The words that say something, in small letters; "" for what is not to be kept.

    Never with a digit or a sign, nor what looks like a first and a last name: two capitals, as in
    “Ana Ruiz” and “AnaRuiz”, or two words that are on no page.
    """
    if not re.fullmatch(r"[a-z]+(?:(?: |['’](?=[a-z]{1,2}\b))[a-z]+)*", fold(query)):
        return ""  # an apostrophe between two long parts could join two names
    if any(map(str.isupper, re.sub(r"\bI\b", "i", query)[1:])):  # a keyboard makes the first one
        return ""
    words = [word for word in typed_words(query) if stem(word) not in EVERYDAY]
    unknown = [word for word in words if stem(word) not in known.vocabulary]
    fits = 0 < len(words) <= MOST_WORDS and max(map(len, words)) <= LONGEST_WORD
    return " ".join(words) if fits and len(unknown) <= 1 else ""


def note(request: HttpRequest, query: str, known: Index) -> None:
    """Note that it was asked today. That never costs an answer: what fails is left out."""
    words, today = words_to_keep(query, known), timezone.localdate()
    if today not in _noted:
        _noted.clear()
    noted = _noted.setdefault(today, set())
    asked = known.language, words
    if not words or asked in noted:
        return
    try:
        with transaction.atomic():
            is_noted = note_words(request, words, known.language, today)
    except DatabaseError as error:
        log.warning("Words that found nothing were not noted (%s)", type(error).__name__)
        return
    if is_noted:
        noted.add(asked)


def note_words(request: HttpRequest, words: str, language: str, today: date) -> bool:
    """Once a day, however often they are asked. False when there is no room for new ones today."""
    rows = UnansweredSearch.objects
    own = rows.filter(words=words, language=language)
    last_on = own.values_list("last_on", flat=True).first()
    if last_on is None:
        is_full = rows.filter(first_on=today).count() >= NEW_A_DAY
        if is_full or too_many_new_words(request):
            return False
        days = {"first_on": today, "last_on": today}
        new = UnansweredSearch(words=words, language=language, **days)
        rows.bulk_create([new], ignore_conflicts=True)
    elif last_on < today:
        own.filter(last_on__lt=today).update(last_on=today, days=F("days") + 1)
    return True
