from django.contrib import admin
from django.db.models import Max
from modeltranslation.admin import TranslationAdmin

from faq.models import Question
from njcmo_site.editing.anchors import KeepsLinks
from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.editions import HasEditions
from njcmo_site.editing.second_person import OvertakenForm
from njcmo_site.richtext import RichTextAdmin, refuse_long_page
from njcmo_site.spanish.beside import SpanishBeside, both

# What may change about a question without its words having changed.
NOT_WORDS = {"anchor", "category", "order", "topic"}


class QuestionForm(OvertakenForm):
    def clean(self):
        answers = super().clean()
        others = Question.objects.exclude(pk=self.instance.pk)
        for name in ("answer_en", "answer_es"):
            refuse_long_page(
                [answers.get(name) or "", *filter(None, others.values_list(name, flat=True))]
            )
        return answers


@admin.register(Question)
class QuestionAdmin(
    HasEditions, KeepsLinks, SpanishBeside, StaffAdmin, RichTextAdmin, TranslationAdmin
):
    form = QuestionForm
    list_display = [
        "question",
        "category",
        "topic",
        "order",
        "read_by_families",
        "words_changed_on",
    ]
    list_editable = ["order"]
    actions = None
    list_filter = ["category", "topic"]
    list_select_related = ["topic"]
    search_fields = ["question_en", "question_es", "anchor"]
    prepopulated_fields = {"anchor": ["question"]}
    readonly_fields = ["spanish_state", "words_changed_on"]
    fields = [
        "spanish_state",
        *both("question", "answer"),
        "category",
        "topic",
        "anchor",
        "order",
        "words_changed_on",
    ]

    def get_changeform_initial_data(self, request):
        last = Question.objects.aggregate(last=Max("order"))["last"] or 0
        return {"order": last + 1} | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if set(form.changed_data) - NOT_WORDS:
            obj.words_changed()
