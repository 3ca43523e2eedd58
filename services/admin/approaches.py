"""The ways of working that a page names."""

from typing import Any

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from njcmo_site.spanish.beside import SpanishBeside, both
from services.admin.parts import PartAdmin, PartForm
from services.models import Approach, Source


class ApproachForm(PartForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "source" in self.fields:
            page = self.get_initial_for_field(self.fields["topic"], "topic")
            source: Any = self.fields["source"]
            source.queryset = Source.objects.filter(topic=page)


@admin.register(Approach)
class ApproachAdmin(SpanishBeside, PartAdmin, TranslationAdmin):
    """How good the research on a way of working is; each with one of the page’s sources."""

    form = ApproachForm
    readonly_fields = ["spanish_state"]
    fields = ["spanish_state", *both("name"), "strength", *both("finding"), "source", "topic"]
