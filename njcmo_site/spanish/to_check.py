"""Where staff see which Spanish has fallen behind its English, and say that it still fits."""

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from njcmo_site.editing.addresses import form_of
from njcmo_site.editing.types import StaffRequest
from njcmo_site.spanish.bilingual import Bilingual


def models_open_to(user: User | AnonymousUser) -> list[type[Bilingual]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Bilingual)
        and user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    ]


def rows_of(model):
    """With the page on which they are edited, where they have no form of their own."""
    rows = model.objects.all()
    return rows.select_related(model.edited_with) if model.edited_with else rows


def rows_behind(user: User | AnonymousUser) -> list[Bilingual]:
    """Every row whose English changed since its Spanish was made, that this person may change."""
    return [
        row
        for model in models_open_to(user)
        for row in rows_of(model).filter(behind_since__isnull=False)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def spanish_to_check(request):
    if not models_open_to(request.user):
        raise PermissionDenied
    if request.method == "POST":
        still_fits(request)
        return redirect("spanish_to_check")
    context = admin.site.each_context(request) | {
        "title": "Spanish to check",
        "parts": [part_of(row) for row in rows_behind(request.user)],
        "missing": [
            part_of(row)
            for model in models_open_to(request.user)
            for row in rows_of(model)
            if row.missing_spanish()
        ],
    }
    return render(request, "spanish/to_check.html", context)


def part_of(row: Bilingual) -> dict:
    """A row as the page shows it; what has no form of its own is edited on its page."""
    owner = getattr(row, row.edited_with) if row.edited_with else row
    spanish = row.texts("es")
    missing = [name for name, text in row.texts("en").items() if text and not spanish[name]]
    name = next(iter(row.made_from or missing), "")
    return {
        "row": row,
        "owner": owner,
        "name": f"{row._meta.model_name}-{row.pk}",
        "kind": row._meta.verbose_name,
        "edit": form_of(row, f"{name}_es"),
    }


@transaction.atomic
def still_fits(request: StaffRequest) -> None:
    """End one row’s being behind, and keep in the history who said so; not if it changed since."""
    parts = {part["name"]: part for part in map(part_of, rows_behind(request.user))}
    part = parts.get(request.POST.get("part"))
    row = part and type(part["row"]).objects.select_for_update().filter(pk=part["row"].pk).first()
    if not part or not row or row.fingerprint() != request.POST.get("seen"):
        messages.warning(request, "That text was changed meanwhile. Look at it again.")
        return
    row.spanish_still_fits()
    LogEntry.objects.log_actions(
        request.user.pk,
        [part["owner"]],
        CHANGE,
        f"The Spanish of the {part['kind']} “{row}” still fits: no change needed.",
        single_object=True,
    )
    messages.success(request, f"“{row}” is in step again.")
