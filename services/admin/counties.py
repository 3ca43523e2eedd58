"""Who serves which county."""

from django.contrib import admin

from njcmo_site.editing.base import FixedRows, StaffAdmin
from services.admin.fact_versions import KeepsVersions
from services.admin.fields import DATES, HTTPS_LINKS
from services.models import (
    CareManagementOrganization,
    County,
)


class CountyInline(admin.StackedInline):
    model = County
    fields = ["name"]
    readonly_fields = ["name"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # shown only: a form here would ask for keys that the page does not print


@admin.register(CareManagementOrganization)
class CareManagementOrganizationAdmin(KeepsVersions, FixedRows, StaffAdmin, admin.ModelAdmin):
    """Each county has one; it is handed over in the county’s own row."""

    list_display = [
        "name",
        "counties_served",
        "name_verified",
        "phone",
        "phone_verified",
        "still_lacks",
    ]
    list_filter = ["name_verified", "phone_verified"]
    search_fields = ["name", "counties__name"]
    fields = ["name", "name_verified", "phone", "phone_verified", "website"]
    fields += ["hours", "languages", "checked_on", "notice_email", "note"]
    inlines = [CountyInline]
    formfield_overrides = HTTPS_LINKS | DATES

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("counties")

    def get_readonly_fields(self, request, obj=None):
        """Whom families’ requests go to is decided by who decides it for the counties."""
        return [] if request.user.has_perm("services.change_county") else ["notice_email"]

    @admin.display(description="still lacks")
    def still_lacks(self, organization):
        """What families are to read and nobody has checked yet."""
        return ", ".join(organization.still_lacks) or "nothing"

    @admin.display(description="counties")
    def counties_served(self, organization):
        return ", ".join(county.name for county in organization.counties.all())


@admin.register(County)
class CountyAdmin(KeepsVersions, FixedRows, StaffAdmin, admin.ModelAdmin):
    list_display = ["name", "care_management_organization"]
    list_select_related = ["care_management_organization"]
    search_fields = ["name"]
    fields = ["name", "care_management_organization"]
    readonly_fields = ["name"]
