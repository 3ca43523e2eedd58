"""Rows of which staff change the words alone."""

from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.spanish.beside import SpanishBeside


class WordingAdmin(SpanishBeside, StaffAdmin, TranslationAdmin):
    """Rules know these rows by name: none comes, none goes."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
