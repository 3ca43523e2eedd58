"""What a page says to programs: to search engines (schema.org, as JSON-LD), to who shares it."""

import json
import re
from collections.abc import Iterable
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faq.models import Question
from faq.published import newest_words_of
from services.models import Card, ContactDetails, Photo, Topic
from services.models.reviews import Review
from services.names import rich
from services.photos.markers import only_photos
from services.share_pictures.words import of_page, of_view

register = template.Library()

ORGANIZATION = f"{settings.SITE_URL}/#organization"
# So that no text can end the block that it stands in, nor begin a comment there.
ESCAPES = {ord("<"): "\\u003c"}


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
        url=ContactDetails.WEB_SITE,
        sameAs=ContactDetails.WEB_SITE,
        telephone=ContactDetails.current().phone,
        areaServed={"@type": "State", "name": "New Jersey"},
        description=description,
    )


@register.simple_tag
def site_data() -> SafeString:
    return block(
        "WebSite",
        name="NJCMO",
        url=settings.SITE_URL + reverse("home"),
        inLanguage=get_language(),
        publisher={"@id": ORGANIZATION},
    )


@register.simple_tag
def breadcrumb_data(
    here: str, hub: Topic | None = None, above: str = "", above_address: str = ""
) -> SafeString:
    steps = [(_("Home"), reverse("home"))]
    steps += [(hub.short_title, hub.get_absolute_url())] if hub else []
    steps += [(above, above_address)] if above else []
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
                "acceptedAnswer": {"@type": "Answer", "text": absolute_answer(question)},
            }
            for question in questions
        ],
    )


def absolute_answer(question: Question) -> str:
    """Its words, with whole addresses in its links: who reads it stands on no page of ours."""
    here = settings.SITE_URL + question.get_absolute_url()
    answer = only_photos(question.answer, there=())
    return re.sub(r'(?<= href=")[^"]*', lambda link: urljoin(here, link[0]), rich(answer))


@register.simple_tag
def page_data(page: Topic) -> SafeString:
    """A medical page only when a clinician has reviewed all of it, in this language."""
    review = page.review.review if page.review and not page.review.changed else None
    return block(
        "MedicalWebPage" if review else "WebPage",
        name=page.title,
        description=page.description,
        url=settings.SITE_URL + page.get_absolute_url(),
        inLanguage=get_language(),
        dateModified=newest_words_of(page).isoformat(),
        about={"@type": "MedicalTherapy", "name": (page.hub or page).short_title},
        lastReviewed=review and review.reviewed_on.isoformat(),
        reviewedBy=review and reviewer(review),
        publisher={"@type": "Organization", "@id": ORGANIZATION, "name": "NJCMO"},
    )


def reviewer(review: Review) -> dict[str, str]:
    told = {"name": review.name, "honorificSuffix": review.credential, "jobTitle": review.role}
    return {"@type": "Person"} | {name: words for name, words in told.items() if words}


@register.inclusion_tag("partials/share.html", takes_context=True)
def share_picture(
    context: Context, page: Topic | Card | None = None, photo: Photo | None = None
) -> dict[str, str]:
    """The photo that staff chose, or one that is drawn of a title and a drawing.

    Of a draft that of the home page: nobody makes the site draw words that are not published.
    """
    if page and photo:
        return {"address": urljoin(settings.SITE_URL, photo.shared), "alt": photo.alt or page.title}
    match = getattr(context.get("request"), "resolver_match", None)
    is_draft = context.get("draft") or context.get("preview")
    drawn = of_page(page) if page and not is_draft else of_view(match.view_name if match else "")
    address = settings.SITE_URL + reverse("share_picture", args=[drawn.name])
    return {"address": address, "alt": f"NJCMO: {drawn.words}"}
