"""Where a photo is used: in drafts, and in what families read or are to read."""

import json
from typing import Any

from njcmo_site.editing.addresses import address_of
from njcmo_site.editing.anchors import rich_texts
from services.models import Photo
from services.models.contents import Content
from services.models.turns import kinds
from services.photos.markers import photos_named

Use = tuple[str, str]  # in words for staff, the address where they look at it


def uses(photo: Photo) -> list[Use]:
    sections = photo.sections.select_related("topic")
    found = [(section.place, address_of(section)) for section in sections]
    found += [(f"{page}: shared links", address_of(page)) for page in photo.shared_by.all()]
    found += [(card.place, address_of(card)) for card in photo.cards.all()]
    texts = rich_texts(f"{{{{photo:{photo.pk}}}}}")
    found += [(row.place, address_of(row)) for row, _text in texts]
    editions: list[Any] = [kind.objects.all() for kind in kinds()]
    found += [
        (f"{edition} of “{edition.draft}”", address_of(edition.draft, "editions"))
        for kind in editions
        for edition in kind.not_over().select_related("draft")
        if photo.pk in photos_in(edition.content) and not edition.is_superseded
    ]
    return list(dict.fromkeys(found))


def photos_in(content: Content) -> set[Any]:
    """Their keys, whatever somebody did to the content."""
    fields, sections = content.get("fields", {}), content.get("sections", [])
    own = {fields.get("share_photo_id"), fields.get("photo_id")}
    in_texts = photos_named(json.dumps(content))
    return own | {section.get("photo_id") for section in sections} | in_texts
