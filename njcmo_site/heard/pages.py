"""The pages that families are asked about: those that search engines are told of."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from njcmo_site.spanish.addresses import twin
from njcmo_site.spanish.bilingual import falls_back
from services.models.published import cards, pages
from services.reading_cards import reading_cards

# Those that are no rows, by the names of their addresses.
TITLES = {
    "home": _("Home"),
    "faq:questions": _("Questions and answers"),
    "referrals:get_help": _("Get help"),
    "request_status": _("Where is my request?"),
    "safe": _("Is it safe to ask?"),
    "services:find_your_cmo": _("Find your CMO"),
    "services:childs_page": _("My child’s page"),
    "services:first_visit_card": _("A card for the first visit"),
    "services:for_professionals": _("For professionals"),
    "services:glossary": _("Glossary"),
    "services:school_letter": _("A letter to your school"),
    "services:signs_checklist": _("Signs checklist"),
    "services:try_today": _("Try this today"),
    "services:what_changes": _("What changes when"),
    "services:who_to_call": _("Who to call first"),
    "privacy": _("Privacy"),
    "accessibility": _("Accessibility"),
}


class Page(NamedTuple):
    """One page, in the language of the moment."""

    address: str
    title: str
    language: str = ""  # "en" where the title stands in for a missing Spanish one


def asked_about() -> dict[str, Page]:
    """By their addresses in English, which know a page in both languages."""
    found = [Page(reverse(name), str(title)) for name, title in TITLES.items()]
    rows: list[Any] = [*pages().values(), *cards().values()]
    for row in rows:
        language = "en" if falls_back(row, "title") else ""
        found.append(Page(row.get_absolute_url(), row.title, language))
    for card in reading_cards().values():
        language = "en" if falls_back(card.words, "title") else ""
        found.append(Page(card.get_absolute_url(), card.words.title, language))
    return {twin(page.address, "en"): page for page in found}


def read_addresses() -> set[str]:
    """Those addresses, to be kept: every page asks whether its own is one."""
    return set(asked_about())
