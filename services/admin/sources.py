"""The sources of a page."""

from django.contrib import admin

from services.admin.parts import PartAdmin
from services.models import Source


@admin.register(Source)
class SourceAdmin(PartAdmin, admin.ModelAdmin):
    fields = ["title", ("organization", "year"), ("url", "checked_on"), "topic"]
