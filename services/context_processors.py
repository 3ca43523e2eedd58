from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from njcmo_site.spanish.addresses import twin
from services.models import Topic
from services.models.kept import kept


def read_hubs() -> list[Topic]:
    return list(Topic.objects.hubs().published())


def every_page(request: HttpRequest) -> dict:
    """What header, footer and head of every page need; the hubs are asked for only where shown."""
    return {
        "hubs": SimpleLazyObject(lambda: kept(read_hubs)),
        "site_url": settings.SITE_URL,
        "twins": [
            {"language": language, "path": twin(request.path, language)}
            for language, _name in settings.LANGUAGES
        ],
    }
