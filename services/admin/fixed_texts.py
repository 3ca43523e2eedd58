"""Texts that a template prints, each in its place."""

from django.contrib import admin
from django.db import models

from services.admin.fields import LinesField
from services.admin.wording import WordingAdmin
from services.models import FixedText


@admin.register(FixedText)
class FixedTextAdmin(WordingAdmin):
    """Wording only: a template prints each in its place."""

    list_display = ["place", "behind_since"]
    search_fields = ["place", "title_en", "title_es", "text_en", "text_es"]
    fields = ["place", "spanish_state", "title", "text"]
    readonly_fields = ["place", "spanish_state"]
    formfield_overrides = {models.TextField: {"form_class": LinesField}}
