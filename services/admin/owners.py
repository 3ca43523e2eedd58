"""Who looks after the pages."""

from django.contrib import admin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.one_row import OneRowAdmin
from services.models import PageOwners


@admin.register(PageOwners)
class PageOwnersAdmin(OneRowAdmin, StaffAdmin, admin.ModelAdmin):
    fields = ["owner", "deputy", "mailed_on"]
    readonly_fields = ["mailed_on"]
