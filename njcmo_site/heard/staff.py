"""The page on which editors see what families told."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from njcmo_site.editing.types import StaffRequest
from njcmo_site.heard.counts import lines, may_see
from services.models import PageAnswer, UnansweredSearch

MOST_SEARCHES = 200


@require_safe
def heard(request: StaffRequest) -> HttpResponse:
    if not may_see(request.user):
        raise PermissionDenied
    context = admin.site.each_context(request) | {
        "title": "What families told us",
        "lines": lines(),
        "answers": PageAnswer.Answer.labels,
        "searches": UnansweredSearch.objects.shown().order_by("-days", "words")[:MOST_SEARCHES],
    }
    return render(request, "heard/staff.html", context)
