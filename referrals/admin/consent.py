"""The words to which families consent."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.second_person import OvertakenForm
from referrals.models import ConsentWords


class ConsentWordsForm(OvertakenForm):
    def clean(self):
        answers = super().clean()
        in_force = ConsentWords.objects.in_force()
        same = [answers.get(name) == getattr(in_force, name) for name in ("words_en", "words_es")]
        if all(same):
            raise ValidationError("These are the words in force: nothing was changed.")
        return answers


@admin.register(ConsentWords)
class ConsentWordsAdmin(StaffAdmin, TranslationAdmin):
    """New words are a new version; who changes them starts from the ones in force."""

    list_display = ["version", "made_at", "words"]
    fields = ["words"]
    form = ConsentWordsForm

    def rows_on_page(self, row):
        return [ConsentWords.objects.all()]  # so that both languages say the same

    def get_changeform_initial_data(self, request):
        now = ConsentWords.objects.in_force()
        return {"words_en": now.words_en, "words_es": now.words_es}

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
