"""The guide of staff: what somebody may do, step by step."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from njcmo_site.editing.types import StaffRequest
from njcmo_site.guide.tasks import TASKS, tasks_of


@require_safe
def guide(request: StaffRequest) -> HttpResponse:
    context = {"title": "Guide", "tasks": tasks_of(request.user)}
    return render(request, "guide/list.html", admin.site.each_context(request) | context)


@require_safe
def guide_task(request: StaffRequest, name: str) -> HttpResponse:
    task = next((one for one in TASKS if one.name == name), None)
    if task is None:
        raise Http404
    own = tasks_of(request.user)
    if task not in own:
        raise PermissionDenied
    context = {"title": task.title, "others": [one for one in own if one != task]}
    return render(request, task.template, admin.site.each_context(request) | context)
