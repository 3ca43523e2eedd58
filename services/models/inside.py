"""Where a link to a page of ours leads: to what families find, or nowhere."""

from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve

from njcmo_site.editing.anchors import leads_to
from services.models.former import card_at, page_at, terms
from services.models.kept import kept
from services.models.pages import Topic, is_reserved


def leads_nowhere(link: str, page: Any) -> bool:
    """Whether a link in a text of this page leads to an address or an anchor that is not there.

    The page is in memory, as it is or would be. Of pages that no row makes, anchors are not known.
    """
    if link.startswith("#"):
        return not has_anchor(page, link[1:])
    target = leads_to(link, "/")
    if not target or target.startswith((settings.STATIC_URL, "/.well-known/")):
        return False
    path, _hash, anchor = target.partition("#")
    if isinstance(page, Topic) and path == page.get_absolute_url():
        return not has_anchor(page, anchor)
    match = found_at(path)
    if match is None:
        return True
    if match.view_name in {"services:hub", "services:topic"}:
        found = page_at((match.kwargs["hub"], match.kwargs.get("topic", "")))
        return found is None or not has_anchor(found, anchor)
    if match.view_name == "services:card":
        return card_at(match.kwargs["slug"]) is None
    if match.view_name == "faq:questions":
        return anchor.startswith("q-") and anchor[2:] not in kept(anchors_of_questions)
    if match.view_name == "services:glossary":
        known = not anchor or is_reserved(anchor) or anchor.endswith("-words")
        return not known and anchor not in kept(anchors_of_terms)
    return False


def found_at(path: str) -> Any:
    """The view, also of an address that ends without a slash; None for none."""
    for address in (path, path.rstrip("/")):
        try:
            return resolve(address)
        except Resolver404:
            pass
    return None


def has_anchor(page: Any, anchor: str) -> bool:
    """Of a card or an answer, whose texts hold no anchors of their own, only the end is known."""
    if anchor.startswith("q-"):
        return anchor[2:] in kept(anchors_of_questions)
    if not anchor or not isinstance(page, Topic) or is_reserved(anchor):
        return True
    names = [section.anchor for section in page.sections.all()]
    former = [one for row in page.sections.all() for one in getattr(row, "former_anchors", [])]
    return anchor in {*names, *former}


def anchors_of_terms() -> set[str]:
    return {anchor for term in terms() for anchor in [term.anchor, *term.former_anchors]}


def anchors_of_questions() -> set[str]:
    """That lead to those which families read; by the relation, since pages import no questions."""
    relation: Any = Topic._meta.get_field("questions")
    editions = relation.related_model.kind_of_editions().objects
    begun = editions.begun().filter(draft__in=editions.live().values("draft"))
    # As texts: in JSON an anchor such as 504 would be a number.
    return {str(anchor) for anchor in begun.values_list("content__fields__anchor", flat=True)}
