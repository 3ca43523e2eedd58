"""Urgent signs, boxes, counties and their organizations, contact details, the glossary."""

from django.contrib import admin
from django.db import models
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.anchors import KeepsLinks
from njcmo_site.editing.base import FixedRows, StaffAdmin
from njcmo_site.editing.one_row import OneRowAdmin
from njcmo_site.richtext import RichTextAdmin
from njcmo_site.spanish.beside import SpanishBeside
from services.admin.fields import DATES, HTTPS_LINKS, LinesField, words_differ
from services.admin.wording import WordingAdmin
from services.models import (
    Box,
    CareManagementOrganization,
    ContactDetails,
    County,
    FixedText,
    Term,
    UrgentSign,
)


@admin.register(UrgentSign)
class UrgentSignAdmin(WordingAdmin):
    """Wording only: which signs there are, and how urgent each is, is not decided here."""

    list_display = ["advice", "level"]
    list_filter = ["level"]
    search_fields = ["name", "advice_en", "advice_es"]
    fields = ["level", "spanish_state", "advice"]
    readonly_fields = ["level", "spanish_state"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if words_differ(form):
            for topic in obj.topic_set.all():
                topic.words_changed()


@admin.register(FixedText)
class FixedTextAdmin(WordingAdmin):
    """Wording only: a template prints each in its place."""

    list_display = ["place", "behind_since"]
    search_fields = ["place", "title_en", "title_es", "text_en", "text_es"]
    fields = ["place", "spanish_state", "title", "text"]
    readonly_fields = ["place", "spanish_state"]
    formfield_overrides = {models.TextField: {"form_class": LinesField}}


@admin.register(Box)
class BoxAdmin(RichTextAdmin, WordingAdmin):
    """Wording only: texts and templates print each by its name."""

    list_display = ["title", "place", "behind_since"]
    search_fields = ["place", "title_en", "title_es", "body_en", "body_es"]
    fields = ["place", "spanish_state", "title", "body"]
    readonly_fields = ["place", "spanish_state"]


class CountyInline(admin.StackedInline):
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
class CareManagementOrganizationAdmin(FixedRows, StaffAdmin, admin.ModelAdmin):
    """Each county has one; it is handed over in the county’s own row."""

    list_display = [
        "name",
        "counties_served",
        "name_verified",
        "phone",
        "phone_verified",
        "still_lacks",
    ]
    list_filter = ["name_verified", "phone_verified"]
    search_fields = ["name", "counties__name"]
    fields = ["name", "name_verified", "phone", "phone_verified", "website"]
    fields += ["hours", "languages", "checked_on", "notice_email", "note"]
    inlines = [CountyInline]
    formfield_overrides = HTTPS_LINKS | DATES

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("counties")

    def get_readonly_fields(self, request, obj=None):
        """Whom families’ requests go to is decided by who decides it for the counties."""
        return [] if request.user.has_perm("services.change_county") else ["notice_email"]

    @admin.display(description="still lacks")
    def still_lacks(self, organization):
        """What families are to read and nobody has checked yet."""
        return ", ".join(organization.still_lacks) or "nothing"

    @admin.display(description="counties")
    def counties_served(self, organization):
        return ", ".join(county.name for county in organization.counties.all())


@admin.register(County)
class CountyAdmin(FixedRows, StaffAdmin, admin.ModelAdmin):
    list_display = ["name", "care_management_organization"]
    list_select_related = ["care_management_organization"]
    search_fields = ["name"]
    fields = ["name", "care_management_organization"]
    readonly_fields = ["name"]


@admin.register(ContactDetails)
class ContactDetailsAdmin(OneRowAdmin, StaffAdmin, admin.ModelAdmin):
    fields = ["phone", "email", "security_email"]


@admin.register(Term)
class TermAdmin(KeepsLinks, SpanishBeside, StaffAdmin, TranslationAdmin):
    list_display = ["term", "short", "group", "behind_since"]
    list_filter = ["group"]
    search_fields = ["term_en", "term_es", "short_en", "short_es", "anchor"]
    readonly_fields = ["spanish_state"]
    prepopulated_fields = {"anchor": ["term"]}
    fields = ["spanish_state", "term", "short", "meaning", "group", "anchor"]
