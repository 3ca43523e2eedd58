"""The sections of a page."""

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.anchors import KeepsLinks
from njcmo_site.richtext import RichTextAdmin, refuse_long_page
from njcmo_site.spanish.beside import SpanishBeside, both
from services.admin.parts import PartAdmin, PartForm
from services.models import Evidence, Section, Source


class CitedSources(ModelMultipleChoiceField):
    """Each with what stands in a text where it is cited."""

    def label_from_instance(self, source):
        return f"{source} ({source.organization}, {source.year or 'no year'}): {source.marker}"


class SectionForm(PartForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sources" in self.fields:
            page = self.get_initial_for_field(self.fields["topic"], "topic")
            self.fields["evidence"].required = True
            sources: Any = self.fields["sources"]
            sources.queryset = Source.objects.filter(topic=page)

    def clean(self):
        answers = super().clean()
        for language in ("en", "es"):
            names = [f"body_{language}", f"more_{language}"]
            texts = [text for row in self.others().values_list(*names) for text in row]
            texts += [answers.get(name) for name in names]
            refuse_long_page(text or "" for text in texts)
        if self.others().filter(anchor=answers.get("anchor")).exists():
            self.add_error("anchor", "Another section of this page has this anchor.")
        evidence = answers.get("evidence")
        if evidence and evidence != Evidence.EVERYDAY and not answers.get("sources"):
            words = f"Choose the sources that say so, or “{Evidence.EVERYDAY.label}”."
            self.add_error("sources", words)
        return answers


@admin.register(Section)
class SectionAdmin(KeepsLinks, SpanishBeside, RichTextAdmin, PartAdmin, TranslationAdmin):
    form = SectionForm
    prepopulated_fields = {"anchor": ["heading"]}
    readonly_fields = ["spanish_state"]
    formfield_overrides = PartAdmin.formfield_overrides | {
        ManyToManyField: {"form_class": CitedSources, "widget": CheckboxSelectMultiple}
    }
    fieldsets = [
        (None, {"fields": ["spanish_state", *both("heading", "short_heading", "body", "more")]}),
        ("What it rests on", {"fields": ["evidence", "sources"]}),
        ("Where it stands", {"fields": [("anchor", "picture", "photo"), "topic"]}),
        ("Where to read on", {"fields": ["links_to", *both("link_words")]}),
    ]
