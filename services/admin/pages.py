"""Pages and their parts."""

from typing import Any

from adminsortable2.admin import SortableAdminBase, SortableStackedInline
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from njcmo_site.editing.anchors import KeepsLinks, links_to, refusal
from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.editions import HasEditions
from njcmo_site.richtext import RichTextAdmin, refuse_long_page
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.citations import CitationInline
from services.admin.fields import DATES, ChoicesOfRows, LinesField
from services.admin.ordering import ROWS_A_PAGE, NumberedFormSet
from services.admin.reviewing import ReviewedAdmin
from services.models import Approach, Section, Source, Topic


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


class SourceInline(CitationInline):
    model = Source


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
        kwargs["queryset"] = Source.objects.filter(topic=page)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Topic)
class TopicAdmin(
    HasEditions,
    KeepsLinks,
    ReviewedAdmin,
    SpanishBeside,
    StaffAdmin,
    RichTextAdmin,
    SortableAdminBase,
    TranslationAdmin,
):
    list_display = [
        "short_title",
        "hub_title",
        "order",
        "read_by_families",
        "words_changed_on",
        "reviewed_on",
    ]
    list_editable = ["order"]
    actions = None
    list_filter = ["hub"]
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
        ("Where it stands", {"fields": ["hub", "address", "order", "picture"]}),
        ("Shown with it", {"fields": ["urgent_signs", "related"]}),
        ("Review", {"fields": ["words_changed_on", "reviewed_on", "reviewed_by"]}),
    ]

    class Media:
        js = ["js/sections.js"]

    def get_changeform_initial_data(self, request):
        last = Topic.objects.aggregate(last=models.Max("order"))["last"] or 0
        return super().get_changeform_initial_data(request) | {"order": last + 1}

    @admin.display(description="hub", ordering="hub")
    def hub_title(self, topic):
        return topic.hub and topic.hub.short_title
