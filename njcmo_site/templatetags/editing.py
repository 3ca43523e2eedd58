from urllib.parse import urlsplit

from django import template
from django.conf import settings

from njcmo_site.editing import editions
from njcmo_site.spanish.addresses import twin
from services.models.editions import Draft

register = template.Library()
register.filter("in_new_jersey", editions.in_new_jersey)


@register.simple_tag
def draft_addresses(draft: Draft) -> list[tuple[str, str]]:
    """(language, where staff see the draft in it) for each language."""
    page = urlsplit(draft.get_absolute_url())
    return [
        (name, page._replace(path=twin(page.path, code), query="draft").geturl())
        for code, name in settings.LANGUAGES
    ]
