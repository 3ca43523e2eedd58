"""The words of the glossary."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.anchors import KeepsLinks
from njcmo_site.editing.base import StaffAdmin
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fact_versions import KeepsVersions
from services.models import Term


@admin.register(Term)
class TermAdmin(KeepsVersions, KeepsLinks, SpanishBeside, StaffAdmin, TranslationAdmin):
    list_display = ["term", "short", "group", "behind_since"]
    list_filter = ["group"]
    search_fields = ["term_en", "term_es", "short_en", "short_es", "anchor"]
    readonly_fields = ["spanish_state"]
    prepopulated_fields = {"anchor": ["term"]}
    fields = ["spanish_state", "term", "short", "meaning", "group", "anchor"]
