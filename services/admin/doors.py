"""Which places come first at an age, and whom to call as well."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.richtext import RichTextAdmin
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fact_versions import KeepsVersions
from services.admin.wording import WordingAdmin
from services.models import Door, Situation


@admin.register(Door)
class DoorAdmin(WordingAdmin):
    """Three for each age: which row each leads to, and its words."""

    list_display = ["__str__", "call", "name", "behind_since"]
    list_select_related = ["call"]
    list_filter = ["age"]
    search_fields = ["name_en", "name_es", "words_en", "words_es"]
    fields = ["age", "place", "call", "spanish_state", "name", "words"]
    readonly_fields = ["age", "place", "spanish_state"]


@admin.register(Situation)
class SituationAdmin(KeepsVersions, SpanishBeside, RichTextAdmin, StaffAdmin, TranslationAdmin):
    list_display = ["situation", "order", "behind_since"]
    list_editable = ["order"]
    search_fields = ["situation_en", "situation_es", "whom_en", "whom_es", "why_en", "why_es"]
    readonly_fields = ["spanish_state"]
    prepopulated_fields = {"anchor": ["situation"]}
    fields = ["spanish_state", "situation", "anchor", "order", "whom", "why"]
