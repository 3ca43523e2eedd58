from django.conf import settings

from services.models import Topic


def every_page(request) -> dict:
    """What header, footer and head of every page need; the hubs are asked for only where shown."""
    return {
        "hubs": Topic.objects.hubs().published(),
        "canonical": settings.SITE_URL + request.path,
    }
