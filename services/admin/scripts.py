"""What to say on the phone."""

from django.forms import CheckboxSelectMultiple, ModelForm, MultipleChoiceField
from modeltranslation.admin import TranslationStackedInline

from njcmo_site.editing.base import PlainTexts
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fact_versions import PartsOfVersion
from services.models import Script
from services.models.ages import ChildAge


def ages_field(**options):
    return MultipleChoiceField(choices=ChildAge.choices, widget=CheckboxSelectMultiple, **options)


class ScriptForm(ModelForm):
    ages = ages_field()


class ScriptInline(SpanishBeside, PlainTexts, TranslationStackedInline):
    model = Script
    form = ScriptForm
    formset = PartsOfVersion
    extra = 0
    max_num = len(ChildAge)
    readonly_fields = ["spanish_state"]
    fields = ["spanish_state", "ages", "text", "order"]
