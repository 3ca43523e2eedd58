"""The page of a model that has one row."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from njcmo_site.editing.base import FixedRows


class OneRowAdmin(FixedRows):
    """First base of the ModelAdmin of a model with one row: its list is that row."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        self.model.objects.get_or_create(pk=self.model.current().pk)
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(page, self.model.current().pk)
