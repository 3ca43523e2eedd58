"""Newer words that a version of the site brought, where staff had written their own."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from njcmo_site.editing.addresses import form_of
from njcmo_site.editing.types import StaffRequest
from njcmo_site.filler import FILLED, stored
from njcmo_site.given_keys import Keys, kind_of_key
from njcmo_site.spanish.differences import marked
from services.models import Given
from services.models.differences import label, words


class Suggestion(NamedTuple):
    given: Given
    row: Any
    field: Any

    @property
    def name(self) -> str:
        return f"{self.row._meta.verbose_name} “{self.row}”, {label(self.field)}"

    @property
    def form(self) -> str:
        """The address of the form where this text is changed."""
        return form_of(self.row, self.field.name)

    def sides(self) -> dict[str, list]:
        ours = words(self.field, getattr(self.row, self.field.attname))
        newer = words(self.field, self.given.newer)
        return {"ours": marked(ours, newer), "newer": marked(newer, ours)}


def may_change(user: User, model: type[Model]) -> bool:
    return user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")


def suggestions(user: User) -> list[Suggestion]:
    """Those for texts that this person may change, and that still differ."""
    models = [model for model in FILLED if may_change(user, model)]
    waiting = {given.key: given for given in Given.objects.exclude(newer="")} if models else {}
    if not waiting:
        return []
    kinds, keys = {kind_of_key(key) for key in waiting}, Keys(Given.objects.exclude(row=""))
    found = []
    for model in [one for one in models if one._meta.model_name in kinds]:
        for row in stored(model):
            of_row = f"{keys.of(row)} "
            for field in model._meta.concrete_fields:
                given = waiting.get(of_row + field.name)
                if given and keys.canonical(getattr(row, field.name)) != given.newer:
                    found.append(Suggestion(given, row, field))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def newer_words(request: StaffRequest) -> HttpResponse:
    """Compare them; “Leave ours” ends a suggestion until a version has other words again."""
    if not any(may_change(request.user, model) for model in FILLED):
        raise PermissionDenied
    found = suggestions(request.user)
    if request.method == "POST":
        for one in found:
            if str(one.given.pk) == request.POST.get("leave"):
                Given.objects.filter(pk=one.given.pk).update(newer="")
                messages.success(request, f"Left as you wrote it: {one.name}.")
        return redirect("newer_words")
    context = admin.site.each_context(request) | {
        "title": "Newer words from a new version of the site",
        "suggestions": found,
    }
    return render(request, "editing/newer_words.html", context)
