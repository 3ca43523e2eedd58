"""The page of a model that has one row."""

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from njcmo_site.editing.base import FixedRows


class OneRowAdmin(FixedRows):
    """First base of the ModelAdmin of a model with one row: its list is that row."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        self.model.objects.get_or_create(pk=self.model.current().pk)
        return redirect(admin_urlname(self.opts, "change"), self.model.current().pk)
