from django import template

from services import citing
from services.models import Card, CardSource, Source, Topic

register = template.Library()
register.simple_tag(citing.with_markers)


@register.simple_tag
def cited_sources(page: Topic | Card) -> list[tuple[Source | CardSource, list[citing.Place]]]:
    """The sources of a page, each with the places of its texts that cite it."""
    places = citing.places(page) if isinstance(page, Topic) else {}
    return [(source, places.get(getattr(source, "name", ""), [])) for source in page.sources.all()]
