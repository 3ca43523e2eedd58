"""Texts that stand on many pages: urgent signs, fixed texts, boxes."""

from django.contrib import admin
from django.db import models
from django.utils import timezone

from njcmo_site.richtext import RichTextAdmin
from services.admin.fields import LinesField, words_differ
from services.admin.wording import WordingAdmin
from services.models import (
    Box,
    FixedText,
    UrgentSign,
)


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


@admin.register(FixedText)
class FixedTextAdmin(WordingAdmin):
    """Wording only: a template prints each in its place."""

    list_display = ["place", "behind_since"]
    search_fields = ["place", "title_en", "title_es", "text_en", "text_es"]
    fields = ["place", "spanish_state", "title", "text"]
    readonly_fields = ["place", "spanish_state"]
    formfield_overrides = {models.TextField: {"form_class": LinesField}}


@admin.register(Box)
class BoxAdmin(RichTextAdmin, WordingAdmin):
    """Wording only: texts and templates print each by its name."""

    list_display = ["title", "place", "behind_since"]
    search_fields = ["place", "title_en", "title_es", "body_en", "body_es"]
    fields = ["place", "spanish_state", "title", "body"]
    readonly_fields = ["place", "spanish_state"]
