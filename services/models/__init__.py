"""What families read: pages about therapy, and who serves which county."""

from services.models.approaches import Approach
from services.models.boxes import Box
from services.models.calls import FirstCall
from services.models.card_editions import CardEdition, CardReview
from services.models.card_sources import CardSource
from services.models.cards import Card
from services.models.contact_details import ContactDetails
from services.models.counties import CareManagementOrganization, County
from services.models.danger_words import DangerWords
from services.models.doors import Door
from services.models.evidence import Evidence
from services.models.fact_versions import FactVersion
from services.models.fixed_texts import FixedText
from services.models.former_anchors import FormerAnchor
from services.models.given import Given
from services.models.glossary import Term
from services.models.link_checks import LinkCheck
from services.models.moments import Moment
from services.models.next_steps import NextStep
from services.models.owners import PageOwners
from services.models.page_answers import PageAnswer
from services.models.page_editions import TopicEdition, TopicReview
from services.models.pages import Topic
from services.models.photos import Photo
from services.models.preview_links import PreviewLink
from services.models.scripts import Script
from services.models.sections import Section
from services.models.signs import Sign
from services.models.situations import Situation
from services.models.sources import Source
from services.models.stamp import Stamp
from services.models.synonyms import Synonyms
from services.models.unanswered import UnansweredSearch
from services.models.urgent import UrgentSign
from services.models.urgent_phrases import UrgentPhrases

__all__ = [
    "Approach",
    "Box",
    "Card",
    "CardEdition",
    "CardReview",
    "CardSource",
    "CareManagementOrganization",
    "ContactDetails",
    "County",
    "DangerWords",
    "Door",
    "Evidence",
    "FactVersion",
    "FirstCall",
    "FixedText",
    "FormerAnchor",
    "Given",
    "LinkCheck",
    "Moment",
    "NextStep",
    "PageAnswer",
    "PageOwners",
    "Photo",
    "PreviewLink",
    "Script",
    "Section",
    "Sign",
    "Situation",
    "Source",
    "Stamp",
    "Synonyms",
    "Term",
    "Topic",
    "TopicEdition",
    "TopicReview",
    "UnansweredSearch",
    "UrgentPhrases",
    "UrgentSign",
]
