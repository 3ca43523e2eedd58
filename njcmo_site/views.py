"""Pages of no single app."""

from datetime import UTC, timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from njcmo_site.caching import for_everybody
from njcmo_site.search import unanswered
from njcmo_site.search.freshness import index
from njcmo_site.search.urgent import urgent_signs
from njcmo_site.search.words import plain_query
from njcmo_site.statements import STATEMENTS
from services.models import ContactDetails, UrgentSign, published
from services.models.cards import wide_places
from services.models.former import page_at

HUB = "occupational-therapy"
GUIDES = ["costs", "choosing-a-therapist"]


@for_everybody
@require_safe
def home(request):
    """The moments of a day, each leading to its card; then the pages that help with asking."""
    day = published.cards().values()
    guides = [page_at((HUB, address)) for address in GUIDES]
    context = {
        "cards": day,
        "wide": wide_places(len(day)),
        "guides": [one for one in dict.fromkeys(guides) if one],
    }
    return render(request, "home.html", context)


@never_cache
@gzip_page
@require_safe
def search(request):
    """What somebody looks for is not logged, and no cache keeps it.

    Of what finds nothing, plain words are noted: see njcmo_site/search/unanswered.py.
    """
    query = plain_query(request.GET.get("q", ""))
    urgent, hits, nearest = [], [], []
    if query:
        known = index()
        urgent = urgent_signs(query, known.urgent)
        # In an emergency nothing that is only alike: “self-harm” is not “self-regulation”.
        hits = known.search(
            query, guess=not any(sign.level <= UrgentSign.Level.CALL_LINE for sign in urgent)
        )
        if not (hits or urgent):
            nearest = known.nearest(query)
            unanswered.note(request, query, known)
    pages = Paginator(hits, 10)
    context = {
        "query": query,
        "urgent": urgent,
        "hits": pages.get_page(number_of_page(request.GET.get("page"))) if hits else None,
        "nearest": nearest,
    }
    return render(request, "search.html", context)


def number_of_page(asked: str | None) -> int:
    """The first for what is no number or less than one, where a Paginator gives the last."""
    try:
        return max(1, int(asked or 1))
    except ValueError:
        return 1


@for_everybody
@require_safe
def statement(request, name):
    """What we say of privacy and accessibility: one file a language, true to what the code does."""
    return render(
        request,
        f"statements/{name}.{get_language()}.html",
        {"changed_on": STATEMENTS[name], "contact": ContactDetails.current()},
    )


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security(request):
    """Whom to tell of a hole in this site (RFC 9116)."""
    midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {ContactDetails.current().for_security}",
        f"Expires: {midnight + timedelta(days=180):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, es",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def bad_request(request, exception=None):
    return refusal(request, 400)


def refusal(request, status):
    """What could not be read, in words for staff or for families; uses nothing of the request."""
    for_staff = request.path_info.startswith("/admin/")
    page = get_template("editing/refused.html" if for_staff else "400.html")
    return HttpResponse(page.render(), status=status)
