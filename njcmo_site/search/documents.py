"""What can be found."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import gettext as _

from faq.published import questions
from njcmo_site.search.words import words_of
from njcmo_site.spanish.bilingual import falls_back
from services.checklist import by_moment
from services.models import (
    Box,
    County,
    Door,
    FirstCall,
    Sign,
    Situation,
    Term,
)
from services.models.published import cards, pages
from services.names import rich, with_numbers
from services.reading_cards import reading_cards
from services.what_changes.changes import changes


@dataclass
class Document:
    """One place that can be found."""

    title: str
    url: str
    text: str
    where: str = ""  # the page that it is a part of
    boost: float = 1  # of its title: a page before a part of a page
    language: str = ""  # "en" where the text stands in for a missing Spanish one
    title_words: Counter[str] = field(init=False)
    text_words: Counter[str] = field(init=False)

    def __post_init__(self):
        self.title_words = counted(self.title)
        self.text_words = counted(self.text)


@lru_cache(maxsize=4000)  # there are 1,000, in both languages; a change makes a few anew
def counted(text: str) -> Counter[str]:
    """How often each word is in it. Shared: not to be altered."""
    return Counter(words_of(text))


def plain(html: str) -> str:
    """The words of rich text without the urgent signs in it, which search knows by itself."""
    return words_shown(rich(html or ""))


@lru_cache(maxsize=2000)  # there are 400; of these an edition changes a few
def words_shown(html: str) -> str:
    text = BeautifulSoup(html, "html.parser")
    for signs in text.select(".urgent-rows"):
        signs.decompose()
    words = re.sub(r"\s+", " ", text.get_text(" ")).strip()
    return re.sub(r" (?=[).,;:?!”])|(?<=\() ", "", words)  # where a tag ended or began at a sign


def documents() -> list[Document]:
    """Everything that can be found, in the language of the moment."""
    found = []
    for topic in pages().values():
        found.append(
            Document(
                title=topic.title,
                url=topic.get_absolute_url(),
                text=f"{topic.short_title} {topic.summary}",
                boost=3 if topic.hub_id else 5,
                language="en" if falls_back(topic, "title") else "",
            )
        )
    for section in [part for topic in pages().values() for part in topic.sections.all()]:
        found.append(
            Document(
                title=section.heading,
                url=section.get_absolute_url(),
                text=f"{plain(section.body)} {plain(section.more)}",
                where=section.topic.title,
                language="en" if falls_back(section, "heading body more") else "",
            )
        )
    for question in questions():
        found.append(
            Document(
                title=question.question,
                url=question.get_absolute_url(),
                text=plain(question.answer),
                where=_("Questions and answers"),
                language="en" if falls_back(question, "question answer") else "",
            )
        )
    for term in Term.objects.all():
        found.append(
            Document(
                title=f"{term.term} ({term.short})" if term.short else term.term,
                url=term.get_absolute_url(),
                text=with_numbers(term.meaning),
                where=_("Glossary"),
                boost=1.2,
                language="en" if falls_back(term, "term meaning") else "",
            )
        )
    for call in FirstCall.for_family():
        text = f"{call.know_first} {call.what_comes_next} {call.cost} {call.phone}"
        found.append(
            Document(
                title=call.title,
                url=call.get_absolute_url(),
                text=with_numbers(text),
                where=_("Who to call first"),
                language="en" if falls_back(call, "title cost what_comes_next") else "",
            )
        )
    found += of_who_to_call()
    found += of_what_changes()
    for card in cards().values():
        found.append(
            Document(
                title=card.title,
                url=card.get_absolute_url(),
                text=f"{card.say} {plain(card.steps)} {plain(card.watch_for)}",
                where=_("Try this today"),
                language="en" if falls_back(card, "title say steps watch_for") else "",
            )
        )
    for reading in reading_cards().values():
        found.append(
            Document(
                title=reading.words.title,
                url=reading.get_absolute_url(),
                text=f"{reading.topic.short_title}. {reading.words.text}",
                where=_("Cards to read together"),
                language="en" if falls_back(reading.words, "title text") else "",
            )
        )
    for county in County.objects.select_related("care_management_organization"):
        organization = county.care_management_organization.shown_name
        found.append(
            Document(
                title=_("%(county)s County") % {"county": county.name},
                url=f"{reverse('services:find_your_cmo')}?county={county.slug}#found",
                text=f"CMO {organization}",
                where=_("Find your CMO"),
            )
        )
    signs_of_a_day = Sign.objects.exclude(moment=None).select_related("moment")
    for moment, signs in by_moment(signs_of_a_day):
        found.append(
            Document(
                title=moment.title,
                url=reverse("services:signs_checklist"),
                text=". ".join(sign.text for sign in signs),
                where=_("Signs checklist"),
            )
        )
    first_visit = _(
        "A card to print and read with your child before the first visit to an occupational"
        " therapist, in English and Spanish, with room to draw."
    )
    hand_on = _("What a request is, how to hand a family on, and a card to give.")
    letter = _("Ask in writing for an evaluation with OT (IEP).")
    sheet = _("One sheet to hand to a teacher or therapist: what helps, what is hard.")
    free = _("Small things for the hard parts of the day. Free, and one page each.")
    for title, text, name, boost in (
        (_("Who to call first"), _("Find your child’s age"), "services:who_to_call", 4),
        (_("Signs checklist"), _("What to look for, by age."), "services:signs_checklist", 2),
        (_("Find your CMO"), _("The organization of your county."), "services:find_your_cmo", 2),
        (_("Get help"), _("Ask to be called."), "referrals:get_help", 2),
        (_("Where is my request?"), _("After you asked to be called."), "request_status", 1),
        (_("Is it safe to ask?"), _("What we never ask, and who reads it."), "safe", 1),
        (_("A letter to your school"), letter, "services:school_letter", 2),
        (_("My child’s page"), sheet, "services:childs_page", 2),
        (_("Try this today"), free, "services:try_today", 2),
        (_("A card for the first visit"), first_visit, "services:first_visit_card", 2),
        (_("For professionals"), hand_on, "services:for_professionals", 1),
        (_("Glossary"), _("Words in English and Spanish."), "services:glossary", 1),
        (_("Privacy"), _("What we do with what you write."), "privacy", 1),
        (_("Accessibility"), _("What to do when something is in your way."), "accessibility", 1),
    ):
        found.append(Document(title=title, url=reverse(name), text=text, boost=boost))
    found.append(
        Document(
            title=_("504 plan"),
            url=f"{reverse('services:school_letter')}#504",
            text=_("Ask the school in writing for a 504 plan."),
            where=_("A letter to your school"),
        )
    )
    return found


def of_what_changes() -> list[Document]:
    """The page of what changes at an age, and each of its ages."""
    page, title = reverse("services:what_changes"), _("What changes when")
    text = _("What ends and what begins at 3, 5, 18 and 21, and what to ask.")
    return [Document(title=title, url=page, text=text, boost=2)] + [
        Document(
            title=_("At %(age)d") % {"age": change.age} + f": {change.title}",
            url=f"{page}#age-{change.age}",
            text=with_numbers(" ".join(change.facts)),
            where=title,
        )
        for change in changes()
    ]


def of_who_to_call() -> list[Document]:
    """The parts of /who-to-call/ besides its first calls."""
    page, where = reverse("services:who_to_call"), _("Who to call first")
    doors = [f"{door.get_age_display()}: {door.name} {door.words}" for door in Door.objects.all()]
    found = [
        Document(
            title=_("Find your child’s age"),
            url=f"{page}#doors",
            text=with_numbers(". ".join(doors)),
            where=where,
        )
    ]
    for situation in Situation.objects.all():
        found.append(
            Document(
                title=situation.situation,
                url=f"{page}#{situation.anchor}",
                text=f"{plain(situation.whom)} {plain(situation.why)}",
                where=where,
                language="en" if falls_back(situation, "situation whom why") else "",
            )
        )
    boxes = {box.name: box for box in Box.objects.all()}
    for name, anchor in (
        ("autism-in-new-jersey", "autism"),
        ("your-language", "box-your-language"),
        ("how-long-it-takes", "box-how-long-it-takes"),
    ):
        if box := boxes.get(name):
            found.append(
                Document(
                    title=_("Autism") + f": {box.title}" if anchor == "autism" else box.title,
                    url=f"{page}#{anchor}",
                    text=plain(box.body),
                    where=where,
                    language="en" if falls_back(box, "title body") else "",
                )
            )
    return found
