"""The parts of the day in the checklist."""

from django.contrib import admin

from services.admin.signs import ONLY_WORDS
from services.admin.wording import WordingAdmin
from services.models import Moment


@admin.register(Moment)
class MomentAdmin(WordingAdmin):
    list_display = ["title", "line"]
    search_fields = ["slug", "title_en", "title_es", "line_en", "line_es"]
    readonly_fields = ["slug", "picture", "spanish_state"]
    fieldsets = [
        (None, {"fields": ["slug", "picture"], "description": ONLY_WORDS}),
        ("Words", {"fields": ["spanish_state", "title", "line"]}),
    ]
