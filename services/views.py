from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from services.models import Section, Topic, UrgentSign


@require_safe
def page(request, hub, topic=None):
    """A hub at /<hub>/, or a topic at /<hub>/<topic>/."""
    pages = Topic.objects.published().select_related("hub")
    page = get_object_or_404(
        pages.prefetch_related(
            Prefetch("sections", Section.objects.select_related("links_to__hub")),
            Prefetch("urgent_signs", UrgentSign.objects.most_urgent_first()),
            Prefetch("related", pages),
            Prefetch("topics", pages),
            "sources",
            "questions",
        ),
        **({"hub__address": hub, "address": topic} if topic else {"hub": None, "address": hub}),
    )
    return render(request, "services/topic.html" if topic else "services/hub.html", {"page": page})
