"""Where a photo is used: in drafts, and in what families read or are to read."""

from typing import Any

from django.urls import reverse

from services.models import CardEdition, Photo, TopicEdition
from services.models.contents import Content

Use = tuple[str, str]  # in words for staff, the address where they look at it


def uses(photo: Photo) -> list[Use]:
    sections = photo.sections.select_related("topic")
    found = [(section.place, form_of(section)) for section in sections]
    found += [(f"{page}: shared links", form_of(page)) for page in photo.shared_by.all()]
    found += [(card.place, form_of(card)) for card in photo.cards.all()]
    kinds: list[Any] = [TopicEdition, CardEdition]
    return found + [
        (f"{edition} of “{edition.draft}”", editions_of(edition.draft))
        for kind in kinds
        for edition in kind.objects.not_over().select_related("draft")
        if photo.pk in photos_in(edition.content) and not edition.is_superseded
    ]


def photos_in(content: Content) -> set[Any]:
    """Their keys, whatever somebody did to the content."""
    fields, sections = content.get("fields", {}), content.get("sections", [])
    own = {fields.get("share_photo_id"), fields.get("photo_id")}
    return own | {section.get("photo_id") for section in sections}


def form_of(row: Any) -> str:
    return reverse(f"admin:services_{row._meta.model_name}_change", args=[row.pk])


def editions_of(page: Any) -> str:
    return reverse(f"admin:services_{page._meta.model_name}_editions", args=[page.pk])
