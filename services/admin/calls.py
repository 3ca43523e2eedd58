"""Who families call: the doors, which come first at an age, and whom to call as well."""

from django.contrib import admin, messages
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.second_person import OvertakenForm
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fact_versions import KeepsVersions
from services.admin.fields import DATES, HTTPS_LINKS
from services.admin.naming import KeepsNames
from services.admin.scripts import ScriptInline, ages_field
from services.models import FirstCall


class FirstCallForm(OvertakenForm):
    ages = ages_field(required=False, help_text="None ticked: for every age.")


@admin.register(FirstCall)
class FirstCallAdmin(KeepsVersions, KeepsNames, SpanishBeside, StaffAdmin, TranslationAdmin):
    form = FirstCallForm
    inlines = [ScriptInline]
    parts = ("scripts",)
    list_display = ["title", "phone", "ages_shown", "county", "checked_on", "check_again"]
    list_select_related = ["county"]
    search_fields = ["name", "title_en", "title_es", "phone"]
    readonly_fields = ["spanish_state"]
    prepopulated_fields = {"name": ["title"]}
    formfield_overrides = HTTPS_LINKS | DATES
    fieldsets = [
        (
            None,
            {"fields": ["spanish_state", "title", "name", "in_list", "order", "ages", "county"]},
        ),
        (
            "The call",
            {
                "fields": [
                    ("phone", "tty"),
                    "hours",
                    "languages",
                    ("key_for_person", "key_for_spanish"),
                    "know_first",
                    "what_to_say",
                ]
            },
        ),
        ("What families learn", {"fields": ["cost", "what_comes_next"]}),
        (
            "Where it stands",
            {
                "fields": [
                    "source_title",
                    "source_organization",
                    "source_url",
                    "checked_on",
                    "check_every",
                ]
            },
        ),
    ]

    @admin.display(description="ages")
    def ages_shown(self, call):
        return call.shown_ages or "every age"

    @admin.display(description="check it again")
    def check_again(self, call):
        return "to check" if call.to_check else ""

    def changelist_view(self, request, extra_context=None):
        due = [str(call) for call in FirstCall.objects.all() if call.to_check]
        if due:
            messages.warning(request, f"Not checked for too long: {', '.join(due)}.")
        return super().changelist_view(request, extra_context)
