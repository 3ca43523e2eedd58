"""What cannot wait, in the same words on every page."""

from django.contrib import admin
from django.utils import timezone

from services.admin.fields import words_differ
from services.admin.wording import WordingAdmin
from services.models import UrgentSign


@admin.register(UrgentSign)
class UrgentSignAdmin(WordingAdmin):
    """Wording only: which signs there are, and how urgent each is, is not decided here."""

    list_display = ["advice", "level"]
    list_filter = ["level"]
    search_fields = ["name", "advice_en", "advice_es"]
    fields = ["level", "spanish_state", "advice"]
    readonly_fields = ["level", "spanish_state"]

    def save_model(self, request, obj, form, change):
        if words_differ(form):
            obj.words_changed_on = timezone.localdate()
        super().save_model(request, obj, form, change)
