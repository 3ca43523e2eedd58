"""The history of facts, and the way back."""

from itertools import pairwise
from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from njcmo_site.editing.editions import in_new_jersey
from njcmo_site.editing.types import BesideModelAdmin
from services.models import FactVersion
from services.models.contents import Content, as_row, columns
from services.models.differences import differences

MOST_SHOWN = 50


class PartsOfVersion(BaseInlineFormSet):
    """Shows the parts as they were in the version with which their row is opened, if it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        opened = getattr(self.instance, "opened_parts", {}).get(self.prefix)
        if opened is None:
            return
        old = {values["id"]: values for values in opened}
        there = {part.pk for part in self.get_queryset()}
        self.initial_extra = [
            {name: value for name, value in values.items() if name != "id"}
            for key, values in old.items()
            if key not in there
        ]
        self.extra = len(self.initial_extra)
        self.max_num = max(self.max_num, len(there) + self.extra)
        for form in self.initial_forms:
            form.initial |= old.get(form.instance.pk, {"DELETE": True})


class KeepsVersions(BesideModelAdmin):
    """First base of the ModelAdmin of facts, which families read at once.

    Its history shows what each change was. From there the form opens with what stood there once;
    whoever saves that saves as always, with their own rights.
    """

    parts: ClassVar[tuple[str, ...]] = ()
    object_history_template = "editing/fact_history.html"
    change_list_template = "editing/fact_list.html"

    def save_model(self, request, obj, form, change):
        if change:
            FactVersion.keep(obj, self.parts, None)
        super().save_model(request, obj, form, change)

    def log_change(self, request, obj, message):
        """When all of the row and its parts are saved."""
        FactVersion.keep(obj, self.parts, request.user)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        """Before they are gone."""
        for row in queryset:
            FactVersion.keep(row, self.parts, request.user, deleted=True)
        return super().log_deletions(request, queryset)

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        asked = request.GET.get("version", "")
        if row and asked and request.method == "GET" and self.has_change_permission(request, row):
            version = next((one for one in FactVersion.of(row) if str(one.pk) == asked), None)
            if version:
                self.fill(request, row, version)
        return row

    def fill(self, request, row, version):
        """In memory: the form shows it, and the next save stores it."""
        row.opened_parts = {name: version.content.get(name, []) for name in self.parts}
        told = f"This is how it stood on {in_new_jersey(version.made_at)}; nothing is saved yet."
        if self.parts:
            told += " Of the rows at the end, those that came later are ticked, to be deleted."
        messages.warning(request, told)
        old = as_row(self.model, row.pk, version.content["fields"])
        fixed = set(self.get_readonly_fields(request, row))
        for field in columns(self.model, *fixed):
            if field.editable and field.attname in version.content["fields"]:
                setattr(row, field.attname, getattr(old, field.attname))

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        versions = list(FactVersion.of(row).select_related("made_by")[:MOST_SHOWN]) if row else []
        shown = [
            (one, differences(self.model, self.parts, before.content, one.content))
            for one, before in pairwise(versions)
        ]
        context = {"versions": shown, "oldest": versions[-1:]}
        return super().history_view(request, object_id, (extra_context or {}) | context)

    # What was deleted --------------------------------------------------------------------------

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.deleted_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_deleted"
        return [path("deleted/", self.admin_site.admin_view(view), name=name), *super().get_urls()]

    def address(self, page: str, *args: object) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def changelist_view(self, request, extra_context=None):
        deleted = self.has_add_permission(request) and self.address("deleted")
        return super().changelist_view(request, (extra_context or {}) | {"deleted": deleted})

    def deleted_view(self, request):
        """What is gone, word by word; whoever may add such a row brings it back."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        gone = FactVersion.gone(self.model)
        if request.method == "POST":
            return self.bring_back(request, gone)
        versions = gone.select_related("made_by")[:MOST_SHOWN]
        nothing: Content = {"fields": {}}
        context = self.admin_site.each_context(request) | {
            "title": f"Deleted: {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "deleted": [
                (
                    version,
                    as_row(self.model, version.pk, version.content["fields"]),
                    differences(self.model, self.parts, nothing, version.content),
                )
                for version in versions
            ],
        }
        return render(request, "editing/deleted.html", context)

    @transaction.atomic
    def bring_back(self, request, gone):
        chosen = request.POST.get("version", "")
        version = next((one for one in gone.select_for_update() if str(one.pk) == chosen), None)
        if version is None:
            messages.warning(request, "That is no longer deleted: look at the list.")
            return redirect(self.address("deleted"))
        try:
            row = version.bring_back(self.parts)
        except ValidationError as error:
            told = " ".join(error.messages)
            messages.error(request, f"Nothing was brought back. {told}")
            return redirect(self.address("deleted"))
        FactVersion.keep(row, self.parts, request.user)
        self.log_addition(request, row, "Brought back, as it was deleted.")
        messages.success(request, f"“{row}” is back, and families read it again.")
        return redirect(self.address("change", row.pk))
