"""The words by which a message of a family may be urgent."""

from django.contrib import admin

from njcmo_site.editing.base import FixedRows, StaffAdmin
from services.admin.fact_versions import KeepsVersions
from services.admin.fields import DATES
from services.models import DangerWords


@admin.register(DangerWords)
class DangerWordsAdmin(KeepsVersions, FixedRows, StaffAdmin, admin.ModelAdmin):
    """Wording only. That a clinician has read the phrases, a clinical reviewer says."""

    list_display = ["about", "read_by_a_clinician"]
    formfield_overrides = DATES
    readonly_fields = ["about", "read_by_a_clinician"]

    def get_fields(self, request, obj=None):
        read = "reviewed_on" if is_reviewer(request) else "read_by_a_clinician"
        return ["about", "phrases_en", "phrases_es", read]

    def save_model(self, request, obj, form, change):
        if form.changed_data and not is_reviewer(request):
            obj.reviewed_on = None
        super().save_model(request, obj, form, change)

    @admin.display(description="read by a clinician")
    def read_by_a_clinician(self, row):
        return row.reviewed_on or "Not yet"


def is_reviewer(request):
    return request.user.has_perm("services.review_topic")
