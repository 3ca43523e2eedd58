"""Which places come first at an age."""

from django.contrib import admin

from services.admin.wording import WordingAdmin
from services.models import Door


@admin.register(Door)
class DoorAdmin(WordingAdmin):
    """Three for each age: which row each leads to, and its words."""

    list_display = ["__str__", "call", "name", "behind_since"]
    list_select_related = ["call"]
    list_filter = ["age"]
    search_fields = ["name_en", "name_es", "words_en", "words_es"]
    fields = ["age", "place", "call", "spanish_state", "name", "words"]
    readonly_fields = ["age", "place", "spanish_state"]
