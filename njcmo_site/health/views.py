"""The list of staff: what of the site could be better, and what to do next."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from njcmo_site.editing.types import StaffRequest
from njcmo_site.health import everything, spanish


@require_safe
def health(request: StaffRequest) -> HttpResponse:
    if not everything.may_see(request.user):
        raise PermissionDenied
    behind = spanish.texts(request.user)
    rows = everything.content_rows(request.user, behind) + everything.work_rows(request.user)
    context = admin.site.each_context(request) | {
        "title": "Health of the site",
        "groups": everything.grouped(rows),
        "spanish": spanish.table(behind),
    }
    return render(request, "health/list.html", context)
