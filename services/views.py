from django.conf import settings
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from services.models import Section, Topic, UrgentSign


@require_safe
def page(request, hub, topic=None):
    """A hub at /<hub>/, or a topic at /<hub>/<topic>/; a draft only for those who edit pages."""
    published = Topic.objects.published().select_related("hub")
    pages = published.prefetch_related(
        Prefetch("sections", Section.objects.select_related("links_to__hub")),
        Prefetch("urgent_signs", UrgentSign.objects.most_urgent_first()),
        Prefetch("related", published),
        Prefetch("topics", published),
        "sources",
        "questions",
    )
    where = {"hub__address": hub, "address": topic} if topic else {"hub": None, "address": hub}
    page = pages.filter(**where).first()
    draft = page is None and may_see_drafts(request)
    if page is None:
        drafts = Topic.objects.select_related("hub") if draft else Topic.objects.none()
        page = get_object_or_404(drafts, **where)
    template = "services/topic.html" if topic else "services/hub.html"
    response = render(request, template, {"page": page, "draft": draft})
    if draft:
        add_never_cache_headers(response)
    return response


def may_see_drafts(request) -> bool:
    """Asks who is there only where a session is: a family’s page never depends on a cookie."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and request.user.has_perm("services.change_topic")
