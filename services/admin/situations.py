"""Whom to call as well, in which situation."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.richtext import RichTextAdmin
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fact_versions import KeepsVersions
from services.models import Situation


@admin.register(Situation)
class SituationAdmin(KeepsVersions, SpanishBeside, RichTextAdmin, StaffAdmin, TranslationAdmin):
    list_display = ["situation", "order", "behind_since"]
    list_editable = ["order"]
    search_fields = ["situation_en", "situation_es", "whom_en", "whom_es", "why_en", "why_es"]
    readonly_fields = ["spanish_state"]
    prepopulated_fields = {"anchor": ["situation"]}
    fields = ["spanish_state", "situation", "anchor", "order", "whom", "why"]
