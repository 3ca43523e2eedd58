"""Rich texts that several pages print."""

from django.contrib import admin

from njcmo_site.richtext import RichTextAdmin
from services.admin.wording import WordingAdmin
from services.models import Box


@admin.register(Box)
class BoxAdmin(RichTextAdmin, WordingAdmin):
    """Wording only: texts and templates print each by its name."""

    list_display = ["title", "place", "behind_since"]
    search_fields = ["place", "title_en", "title_es", "body_en", "body_es"]
    fields = ["place", "spanish_state", "title", "body"]
    readonly_fields = ["place", "spanish_state"]
