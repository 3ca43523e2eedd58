"""Pages and their parts."""

from typing import Any

from adminsortable2.admin import SortableAdminBase, SortableStackedInline
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from njcmo_site.editing.anchors import KeepsLinks, links_to, refusal
from njcmo_site.editing.base import PlainTexts, StaffAdmin
from njcmo_site.richtext import RichTextAdmin, refuse_long_page
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fields import DATES, HTTPS_LINKS, ChoicesOfRows, LinesField, words_differ
from services.admin.ordering import ROWS_A_PAGE, NumberedFormSet, renumber
from services.models import Approach, Section, Source, Topic

REVIEW = {"reviewed_on", "reviewed_by"}


class SectionFormSet(NumberedFormSet):
    def clean(self):
        super().clean()
        self.refuse_long()
        self.refuse_linked()
        taken = {form.initial.get("anchor"): form for form in self.initial_forms}
        for form in self.forms:
            owner = taken.get(form.cleaned_data.get("anchor"))
            if owner not in {None, form}:
                message = "“%(anchor)s” is the anchor of another section until that is saved."
                anchor = form.cleaned_data["anchor"]
                form.add_error("anchor", ValidationError(message, params={"anchor": anchor}))

    def refuse_linked(self):
        gone = Section.objects.filter(pk__in=[form.instance.pk for form in self.deleted_forms])
        lost = {address for section in gone for address in section.anchored_addresses()}
        if places := links_to(lost):
            raise ValidationError(f"A section cannot be deleted. {refusal(places)}")

    def refuse_long(self):
        kept = [form for form in self.forms if form not in self.deleted_forms]
        for language in ("en", "es"):
            names = (f"body_{language}", f"more_{language}")
            refuse_long_page(form.cleaned_data.get(name) or "" for form in kept for name in names)


class SectionInline(SpanishBeside, ChoicesOfRows, SortableStackedInline, TranslationStackedInline):
    model = Section
    fk_name = "topic"
    formset = SectionFormSet
    extra = 0
    max_num = ROWS_A_PAGE
    verbose_name_plural = f"sections ({ROWS_A_PAGE} at most)"
    readonly_fields = ["spanish_state"]
    view_on_site = False  # the page has one link to itself
    fields = [
        "order",
        "spanish_state",
        "heading",
        "short_heading",
        "anchor",
        "picture",
        "body",
        "more",
        "links_to",
        "link_words",
    ]
    prepopulated_fields = {"anchor": ["heading"]}


class SourceInline(PlainTexts, SortableStackedInline):
    model = Source
    formset = NumberedFormSet
    extra = 0
    max_num = ROWS_A_PAGE
    verbose_name_plural = f"sources ({ROWS_A_PAGE} at most)"
    fields = ["order", "title", ("organization", "year"), ("url", "checked_on")]
    formfield_overrides = HTTPS_LINKS | DATES


class ApproachInline(SpanishBeside, ChoicesOfRows, SortableStackedInline, TranslationStackedInline):
    """How good the research on each way of working is; each with one of the page’s sources."""

    model = Approach
    formset = NumberedFormSet
    extra = 0
    max_num = ROWS_A_PAGE
    verbose_name_plural = f"approaches ({ROWS_A_PAGE} at most)"
    readonly_fields = ["spanish_state"]
    fields = ["order", "spanish_state", "name", "strength", "finding", "source"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        page: Any = request.resolver_match.kwargs.get("object_id")
        page = page and unquote(page)
        if db_field.name == "source":
            kwargs["queryset"] = Source.objects.filter(topic=page)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Topic)
class TopicAdmin(
    KeepsLinks, SpanishBeside, StaffAdmin, RichTextAdmin, SortableAdminBase, TranslationAdmin
):
    list_display = [
        "short_title",
        "hub_title",
        "order",
        "published",
        "words_changed_on",
        "reviewed_on",
    ]
    list_editable = ["order"]
    actions = None
    list_filter = ["published", "hub"]
    list_select_related = ["hub"]
    search_fields = ["title_en", "title_es", "address"]
    save_on_top = True
    readonly_fields = ["spanish_state", "words_changed_on"]
    prepopulated_fields = {"address": ["short_title"]}
    inlines = [SectionInline, SourceInline, ApproachInline]
    formfield_overrides = {
        **DATES,
        models.TextField: {"form_class": LinesField},
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},
    }
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "spanish_state",
                    "title",
                    "search_title",
                    "short_title",
                    "summary",
                    "description",
                    "short_version",
                ]
            },
        ),
        ("Where it stands", {"fields": ["hub", "address", "order", "picture", "published"]}),
        ("Shown with it", {"fields": ["urgent_signs", "related"]}),
        ("Review", {"fields": ["words_changed_on", "reviewed_on", "reviewed_by"]}),
    ]

    class Media:
        js = ["js/sections.js"]

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

    def get_changeform_initial_data(self, request):
        """A new page is not public until somebody says so, and stands last."""
        last = Topic.objects.aggregate(last=models.Max("order"))["last"] or 0
        return {"published": False, "order": last + 1} | super().get_changeform_initial_data(
            request
        )

    @admin.display(description="hub", ordering="hub")
    def hub_title(self, topic):
        return topic.hub and topic.hub.short_title

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not self.may_edit(request):
            return  # who only reviews changes no words and no order
        for formset in formsets:
            renumber(formset)
        rows = [row for formset in formsets for row in formset.forms]
        if any(words_differ(each) for each in [form, *rows]):
            form.instance.words_changed()
