"""The sources of a page."""

from django.contrib import admin

from services.admin.parts import PartAdmin, PartForm
from services.models import Source


class SourceForm(PartForm):
    def clean(self):
        answers = super().clean()
        name = answers.get("name")
        if name and self.others().filter(name=name).exists():
            self.add_error("name", "Another source of this page has this name.")
        return answers


@admin.register(Source)
class SourceAdmin(PartAdmin, admin.ModelAdmin):
    form = SourceForm
    fields = ["title", ("organization", "year"), ("url", "checked_on"), "name", "topic"]

    def get_deleted_objects(self, objs, request):
        """What a section rests on stays, or that section could not be published."""
        *_found, protected = super().get_deleted_objects(objs, request)
        citing = [
            f"{section.place}: take its tick there, and {source.marker} out of the text"
            for source in objs
            for section in source.cited_in()
        ]
        return [str(source) for source in objs], {}, set(), [*protected, *citing]

    def get_readonly_fields(self, request, obj=None):
        """Texts cite it by its name."""
        return [*super().get_readonly_fields(request, obj), *(["name"] if obj else [])]
