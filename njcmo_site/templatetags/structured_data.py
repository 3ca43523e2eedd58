"""What a page says to search engines, in the words that it shows (schema.org, as JSON-LD)."""

import json
from collections.abc import Iterable

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faq.models import Question
from services.models import Topic
from services.names import rich

register = template.Library()

ORGANIZATION = f"{settings.SITE_URL}/#organization"
# So that no text can end the block that it stands in.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def block(kind: str, **data: object) -> SafeString:
    """A data block, which no browser runs as a script; values that are empty are left out."""
    data = {"@context": "https://schema.org", "@type": kind} | {
        name: value for name, value in data.items() if value
    }
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(packed))  # noqa: S308


@register.simple_tag
def organization_data(description: str) -> SafeString:
    return block(
        "Organization",
        **{"@id": ORGANIZATION},
        name="NJCMO",
        url="https://njcmo.org",
        description=description,
    )


@register.simple_tag
def breadcrumb_data(here: str, hub: Topic | None = None) -> SafeString:
    steps = [(_("Home"), reverse("home"))]
    steps += [(hub.short_title, hub.get_absolute_url())] if hub else []
    items: list[dict[str, object]] = [
        {"@type": "ListItem", "name": name, "item": settings.SITE_URL + path}
        for name, path in steps
    ]
    items.append({"@type": "ListItem", "name": str(here)})  # this page: it needs no link
    for position, item in enumerate(items, start=1):
        item["position"] = position
    return block("BreadcrumbList", itemListElement=items)


@register.simple_tag
def question_data(questions: Iterable[Question]) -> SafeString:
    return block(
        "FAQPage",
        inLanguage=get_language(),
        mainEntity=[
            {
                "@type": "Question",
                "name": question.question,
                "acceptedAnswer": {"@type": "Answer", "text": rich(question.answer)},
            }
            for question in questions
        ],
    )


@register.simple_tag
def page_data(page: Topic) -> SafeString:
    """A page about health: reviewed only when a person has reviewed it."""
    reviewer = {"@type": "Person", "name": page.reviewed_by} if page.reviewed_by else None
    return block(
        "MedicalWebPage",
        name=page.title,
        description=page.description,
        url=settings.SITE_URL + page.get_absolute_url(),
        inLanguage=get_language(),
        dateModified=page.words_changed_on.isoformat(),
        lastReviewed=page.reviewed_on and page.reviewed_on.isoformat(),
        reviewedBy=reviewer,
        publisher={"@type": "Organization", "@id": ORGANIZATION, "name": "NJCMO"},
    )
