from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from njcmo_site.spanish.addresses import twin
from services.models.published import pages


def every_page(request: HttpRequest) -> dict:
    """What header, footer and head of every page need; the hubs are asked for only where shown."""
    return {
        "hubs": SimpleLazyObject(lambda: [page for page in pages().values() if not page.hub]),
        "site_url": settings.SITE_URL,
        "twins": [
            {"language": language, "path": twin(request.path, language)}
            for language, _name in settings.LANGUAGES
        ],
    }
