from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from faq.models import Question
from njcmo_site.admin_lookups import FilterLookupsOnly
from njcmo_site.richtext import RichTextAdmin

# What may change about a question without its words having changed.
NOT_WORDS = {"anchor", "category", "order", "topic"}


@admin.register(Question)
class QuestionAdmin(FilterLookupsOnly, RichTextAdmin, TranslationAdmin):
    list_display = ["question", "category", "topic", "order", "words_changed_on"]
    list_editable = ["order"]
    actions = None
    list_filter = ["category", "topic"]
    list_select_related = ["topic"]
    search_fields = ["question_en", "question_es", "anchor"]
    prepopulated_fields = {"anchor": ["question"]}
    readonly_fields = ["words_changed_on"]
    fields = ["question", "answer", "category", "topic", "anchor", "order", "words_changed_on"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if set(form.changed_data) - NOT_WORDS:
            obj.words_changed()
