from adminsortable2.admin import (
    CustomInlineFormSet,
    SortableAdminBase,
    SortableStackedInline,
)
from django.contrib import admin
from django.db import models
from django.forms import CharField, NumberInput
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from njcmo_site.admin_lookups import FilterLookupsOnly
from njcmo_site.richtext import RichTextAdmin
from services.models import (
    CareManagementOrganization,
    County,
    Section,
    Source,
    Topic,
    UrgentSign,
)

# What may change on a page without its words having changed.
NOT_WORDS = {"address", "hub", "order", "picture", "published", "reviewed_by", "reviewed_on"}


def words_differ(form) -> bool:
    return bool(set(form.changed_data) - NOT_WORDS)


# What Django 6 does by itself: an address typed without a scheme is https.
HTTPS_LINKS = {models.URLField: {"assume_scheme": "https"}}


class LinesField(CharField):
    """Lines as they are stored: a browser ends each with two characters, and no word is new."""

    def to_python(self, value):
        return "\n".join(super().to_python(value).splitlines())


class NumberedFormSet(CustomInlineFormSet):
    """Rows that can be dragged, and numbered by hand where there is no mouse or no JavaScript."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        field = self.form.base_fields[self.default_order_field]
        field.widget = NumberInput(attrs={"class": "_reorder_ order-number", "min": 1})

    def save_existing(self, form, obj, commit=True):
        if obj.order is None:  # the number was cleared: the row stays where it was
            obj.order = form.initial["order"]
        return super().save_existing(form, obj, commit)


class SectionInline(SortableStackedInline, TranslationStackedInline):
    model = Section
    fk_name = "topic"
    formset = NumberedFormSet
    extra = 0
    fields = [
        "order",
        "heading",
        "short_heading",
        "anchor",
        "picture",
        "body",
        "links_to",
        "link_words",
    ]
    prepopulated_fields = {"anchor": ["heading"]}


class SourceInline(SortableStackedInline):
    model = Source
    formset = NumberedFormSet
    extra = 0
    fields = ["order", "title", ("organization", "year"), ("url", "checked_on")]
    formfield_overrides = HTTPS_LINKS


@admin.register(Topic)
class TopicAdmin(FilterLookupsOnly, RichTextAdmin, SortableAdminBase, TranslationAdmin):
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
    autocomplete_fields = ["related", "urgent_signs"]
    readonly_fields = ["words_changed_on"]
    prepopulated_fields = {"address": ["short_title"]}
    inlines = [SectionInline, SourceInline]
    formfield_overrides = {models.TextField: {"form_class": LinesField}}
    fieldsets = [
        (None, {"fields": ["title", "short_title", "summary", "description", "short_version"]}),
        (_("Where it stands"), {"fields": ["hub", "address", "order", "picture", "published"]}),
        (_("With it"), {"fields": ["urgent_signs", "related"]}),
        (_("Review"), {"fields": ["words_changed_on", "reviewed_on", "reviewed_by"]}),
    ]

    @admin.display(description=_("hub"), ordering="hub")
    def hub_title(self, topic):
        return topic.hub and topic.hub.short_title

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rows = [row for formset in formsets for row in formset.forms]
        if any(words_differ(each) for each in [form, *rows]):
            form.instance.words_changed()


@admin.register(UrgentSign)
class UrgentSignAdmin(FilterLookupsOnly, TranslationAdmin):
    """Wording only: which signs there are, and how urgent each is, is not decided here."""

    list_display = ["name", "level", "advice"]
    list_filter = ["level"]
    search_fields = ["name", "advice_en", "advice_es"]
    fields = ["name", "level", "advice"]
    readonly_fields = ["name", "level"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class CountyInline(admin.TabularInline):
    model = County
    fields = ["name"]
    readonly_fields = ["name"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # shown only: a form here would ask for keys that the page does not print


@admin.register(CareManagementOrganization)
class CareManagementOrganizationAdmin(FilterLookupsOnly, admin.ModelAdmin):
    list_display = ["name", "counties_served", "name_verified", "phone", "phone_verified"]
    list_filter = ["name_verified", "phone_verified"]
    search_fields = ["name", "counties__name"]
    fields = ["name", "name_verified", "phone", "phone_verified", "website", "note"]
    inlines = [CountyInline]
    formfield_overrides = HTTPS_LINKS

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("counties")

    @admin.display(description=_("counties"))
    def counties_served(self, organization):
        return ", ".join(county.name for county in organization.counties.all())

    def has_add_permission(self, request):
        return False  # 15 by law; a county is handed over in the county's own row

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(County)
class CountyAdmin(FilterLookupsOnly, admin.ModelAdmin):
    list_display = ["name", "care_management_organization"]
    list_select_related = ["care_management_organization"]
    search_fields = ["name"]
    fields = ["name", "care_management_organization"]
    readonly_fields = ["name"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
