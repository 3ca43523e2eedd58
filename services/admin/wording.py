"""Rows of which staff change the words alone."""

from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import FixedRows, StaffAdmin
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fact_versions import KeepsVersions


class WordingAdmin(KeepsVersions, FixedRows, SpanishBeside, StaffAdmin, TranslationAdmin):
    """Rules know these rows by name: none comes, none goes."""
