"""Pages that a clinician reviews, with parts that staff put in order."""

from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest

from njcmo_site.editing.types import BesideModelAdmin
from services.admin.fields import words_differ
from services.admin.ordering import renumber

REVIEW = {"reviewed_on", "reviewed_by"}


class ReviewedAdmin(BesideModelAdmin):
    """First base of the ModelAdmin of what is Reviewed: who reviews changes no words."""

    def may_edit(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def has_change_permission(self, request, obj=None):
        """Who reviews a page saves it; of the list with its order they may change nothing."""
        reviewer = obj is not None and request.user.has_perm("services.review_topic")
        return reviewer or self.may_edit(request)

    def get_readonly_fields(self, request, obj=None):
        fixed = {*super().get_readonly_fields(request, obj)}
        if not self.may_edit(request):
            fixed |= {*flatten_fieldsets(self.get_fieldsets(request, obj))} - {"opened_state"}
        if request.user.has_perm("services.review_topic"):
            return list(fixed - REVIEW)
        return list(fixed | REVIEW)

    def get_prepopulated_fields(self, request, obj=None):
        return super().get_prepopulated_fields(request, obj) if self.may_edit(request) else {}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not self.may_edit(request):
            return  # who only reviews changes no words and no order
        for formset in formsets:
            renumber(formset)
        rows = [row for formset in formsets for row in formset.forms]
        if any(words_differ(each) for each in [form, *rows]):
            form.instance.words_changed()
