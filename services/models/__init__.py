"""What families read: pages about therapy, and who serves which county."""

from services.models.boxes import Box
from services.models.calls import Door, FirstCall, Script, Situation
from services.models.cards import Card, CardSource
from services.models.counties import CareManagementOrganization, ContactDetails, County
from services.models.fixed_texts import FixedText
from services.models.given import Given
from services.models.glossary import Term
from services.models.moments import Moment
from services.models.pages import Approach, Section, Source, Topic
from services.models.search_words import Synonyms, UrgentPhrases
from services.models.signs import NextStep, Sign
from services.models.stamp import Stamp
from services.models.urgent import UrgentSign

__all__ = [
    "Approach",
    "Box",
    "Card",
    "CardSource",
    "CareManagementOrganization",
    "ContactDetails",
    "County",
    "Door",
    "FirstCall",
    "FixedText",
    "Given",
    "Moment",
    "NextStep",
    "Script",
    "Section",
    "Sign",
    "Situation",
    "Source",
    "Stamp",
    "Synonyms",
    "Term",
    "Topic",
    "UrgentPhrases",
    "UrgentSign",
]
