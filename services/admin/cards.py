"""The moments of the home page, and their cards."""

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin
from django.db import models
from django.forms import CheckboxSelectMultiple, TimeInput
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.richtext import RichTextAdmin
from njcmo_site.spanish.beside import SpanishBeside, both
from services.admin.citations import CitationInline
from services.admin.fields import DATES
from services.admin.reviewing import ReviewedAdmin
from services.models import Card, CardSource

HOW = (
    "A paragraph of {{urgent:u-missing}} in “watch for” prints that urgent sign in full. Afterwards"
    " look at the card in print, in each language and in both: it is one sheet."
)


class CardSourceInline(CitationInline):
    model = CardSource


@admin.register(Card)
class CardAdmin(
    ReviewedAdmin,
    SpanishBeside,
    StaffAdmin,
    RichTextAdmin,
    SortableAdminBase,
    TranslationAdmin,
):
    list_display = ["title", "clock", "read_by_families", "words_changed_on"]
    search_fields = ["slug", "title_en", "title_es", "say_en", "say_es"]
    readonly_fields = ["spanish_state", "words_changed_on"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [CardSourceInline]
    formfield_overrides = {
        **DATES,
        models.TimeField: {"widget": TimeInput(format="%H:%M", attrs={"type": "time"})},
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},
    }
    fieldsets = [
        (
            "The moment",
            {"fields": ["spanish_state", *both("say"), "clock", "age", ("picture", "photo")]},
        ),
        (
            "The card",
            {
                "fields": both("title", "steps", "watch_for", "research"),
                "description": HOW,
            },
        ),
        ("Where it stands", {"fields": ["slug", "topics", *both("read_on"), "words_changed_on"]}),
    ]
