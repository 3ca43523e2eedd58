"""The indexes of a process, made anew when a page has changed."""

import time

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

from faq.models import Question, QuestionEdition
from njcmo_site.search.index import Index
from referrals.models import IntakeSettings
from services.models import (
    Box,
    Card,
    CardEdition,
    CardReview,
    CareManagementOrganization,
    ContactDetails,
    County,
    Door,
    FactVersion,
    FirstCall,
    FixedText,
    FormerAnchor,
    Moment,
    NextStep,
    Photo,
    Script,
    Sign,
    Situation,
    Stamp,
    Synonyms,
    Term,
    Topic,
    TopicEdition,
    TopicReview,
    UrgentPhrases,
    UrgentSign,
)
from services.models.kept import OLDEST, ask_again, stamp

# The indexes of this process, each with the stamp of the pages that it was made from, and when.
_indexes: dict[str, tuple[str, float, Index]] = {}


def index() -> Index:
    """The index of the language of the page, made anew when a page has changed."""
    language, current, now = get_language(), stamp(), time.monotonic()
    made_from, made_at, made = _indexes.get(language, ("", -OLDEST, None))
    if made is None or made_from != current or now - made_at >= OLDEST:
        made = Index(language)
        _indexes[language] = (current, now, made)
    return made


# What families read. Of a draft only its place among others; the rest of it is in an edition.
PUBLIC: set[type[Model]] = {TopicEdition, CardEdition, QuestionEdition, Topic, Card, Question}
PUBLIC |= {FactVersion}  # by these, old anchors of words lead on
PUBLIC |= {Term, FirstCall, Moment, Sign, NextStep, Box, Door, FixedText, Script, Situation}
PUBLIC |= {
    TopicReview,
    CardReview,
    FormerAnchor,
    UrgentSign,
    Photo,
    County,
    CareManagementOrganization,
    ContactDetails,
    IntakeSettings,  # the statement about privacy says for how long requests are kept
    Synonyms,
    UrgentPhrases,
}


def forget(sender: type[Model], **kwargs: object) -> None:
    """A page changed: every process reads it anew, and makes its index anew at the next search."""
    if sender in PUBLIC:
        Stamp.renew()
        ask_again()


def watch_pages() -> None:
    post_save.connect(forget)
    post_delete.connect(forget)
