"""What families read: pages about therapy, and who serves which county."""

from services.models.calls import FirstCall
from services.models.counties import CareManagementOrganization, ContactDetails, County
from services.models.glossary import Term
from services.models.moments import Moment
from services.models.pages import Approach, Section, Source, Topic
from services.models.signs import NextStep, Sign
from services.models.stamp import Stamp
from services.models.urgent import UrgentSign

__all__ = [
    "Approach",
    "CareManagementOrganization",
    "ContactDetails",
    "County",
    "FirstCall",
    "Moment",
    "NextStep",
    "Section",
    "Sign",
    "Source",
    "Stamp",
    "Term",
    "Topic",
    "UrgentSign",
]
