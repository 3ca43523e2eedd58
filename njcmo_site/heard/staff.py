"""The page on which editors see what families told."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from njcmo_site.editing.types import StaffRequest
from njcmo_site.heard.counts import lines, may_see
from njcmo_site.plain_text import plain_text
from services.models import PageAnswer, UnansweredSearch

MOST_SEARCHES = 200


@require_http_methods(["GET", "HEAD", "POST"])
def heard(request: StaffRequest) -> HttpResponse:
    """A POST forgets the words of a search that should not be read, such as a name alone."""
    if not may_see(request.user):
        raise PermissionDenied
    if request.method == "POST":
        words = plain_text(request.POST.get("forget", ""))
        UnansweredSearch.objects.filter(words=words).delete()
        messages.success(request, "Forgotten.")
        return redirect("heard")
    context = admin.site.each_context(request) | {
        "title": "What families told us",
        "lines": lines(),
        "answers": PageAnswer.Answer.labels,
        "searches": UnansweredSearch.objects.shown().order_by("-days", "words")[:MOST_SEARCHES],
    }
    return render(request, "heard/staff.html", context)
