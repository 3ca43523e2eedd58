"""What search knows of words."""

from django.contrib import admin

from njcmo_site.editing.base import FixedRows, StaffAdmin
from services.admin.fact_versions import KeepsVersions
from services.models import Synonyms, UrgentPhrases


@admin.register(Synonyms)
class SynonymsAdmin(KeepsVersions, StaffAdmin, admin.ModelAdmin):
    list_display = ["words", "language"]
    list_filter = ["language"]
    search_fields = ["words"]
    fields = ["language", "words"]


@admin.register(UrgentPhrases)
class UrgentPhrasesAdmin(KeepsVersions, FixedRows, StaffAdmin, admin.ModelAdmin):
    """Wording only: which signs a search may raise is decided with the table of urgent signs."""

    list_display = ["sign"]
    list_select_related = ["sign"]
    search_fields = ["sign__advice_en", "phrases_en", "phrases_es"]
    fields = ["sign", "phrases_en", "phrases_es"]
    readonly_fields = ["sign"]
