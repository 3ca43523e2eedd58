"""Where a page or a card is named: what leads nowhere once it is withdrawn."""

from html import unescape
from typing import Any

from njcmo_site.editing.anchors import HREF, IN_TEMPLATES, anchor_of, leads_to, rich_texts
from services.models.cards import Card
from services.models.pages import Topic
from services.models.published import cards, pages
from services.models.sections import Section
from services.models.withdrawn import LeadsOn


def mentions(draft: LeadsOn) -> list[str]:
    """Links to what families read of it, in words for staff: pages, moments, first calls, answers,
    menus; those in drafts too."""
    read: list[Any] = [*(pages() if isinstance(draft, Topic) else cards()).values()]
    address = next((one for one in read if one.pk == draft.pk), draft).get_absolute_url()
    found = [page for link, page in IN_TEMPLATES if link == address]
    anchored = draft.anchored_addresses()
    found += [f"{page} (#{anchor_of(link)})" for link, page in IN_TEMPLATES if link in anchored]
    for row, text in rich_texts(address.strip("/").rpartition("/")[2]):
        links = [unescape(link) for link in HREF.findall(text)]
        places = row.anchored_addresses() or {"/"}
        if draft in {row, row.topic if isinstance(row, Section) else None}:
            continue
        lead = {leads_to(link, place).partition("#")[0] for link in links for place in places}
        if address in lead:
            found.append(row.place)
    if isinstance(draft, Topic):
        found += [f"{page}: related pages" for page in Topic.objects.filter(related=draft)]
        sections: Any = Section.objects.filter(links_to=draft).exclude(topic=draft)
        found += [f"{section.place}: where to read on" for section in sections]
        found += [f"{card.place}: pages to read on" for card in Card.objects.filter(topics=draft)]
    elif isinstance(draft, Card):
        found.append("the home page")
    return list(dict.fromkeys(found))
