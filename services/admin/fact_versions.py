"""The history of facts, and the way back."""

from itertools import pairwise
from typing import ClassVar

from django.contrib import messages

from njcmo_site.editing.editions import in_new_jersey
from njcmo_site.editing.types import BesideModelAdmin
from services.models import FactVersion
from services.models.contents import as_row, columns
from services.models.differences import differences

MOST_SHOWN = 50


class KeepsVersions(BesideModelAdmin):
    """First base of the ModelAdmin of facts, which families read at once.

    Its history shows what each change was. From there the form opens with what stood there once;
    whoever saves that saves as always, with their own rights.
    """

    parts: ClassVar[tuple[str, ...]] = ()
    object_history_template = "editing/fact_history.html"

    def save_model(self, request, obj, form, change):
        if change:
            FactVersion.keep(obj, self.parts, None)
        super().save_model(request, obj, form, change)

    def log_change(self, request, obj, message):
        """When all of the row and its parts are saved."""
        FactVersion.keep(obj, self.parts, request.user)
        return super().log_change(request, obj, message)

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
        told = f"This is how it stood on {in_new_jersey(version.made_at)}; nothing is saved yet."
        if self.parts:
            told += " The rows at the end of the form are those of today."
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
