"""How NJCMO is reached."""

from django.contrib import admin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.one_row import OneRowAdmin
from services.admin.fact_versions import KeepsVersions
from services.models import (
    ContactDetails,
)


@admin.register(ContactDetails)
class ContactDetailsAdmin(KeepsVersions, OneRowAdmin, StaffAdmin, admin.ModelAdmin):
    fields = ["phone", "email", "security_email"]
