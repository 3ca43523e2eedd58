from adminsortable2.admin import (
    CustomInlineFormSet,
    SortableAdminBase,
    SortableStackedInline,
)
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import (
    CharField,
    CheckboxSelectMultiple,
    DateInput,
    MultipleChoiceField,
    NumberInput,
)
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from njcmo_site.richtext import RichTextAdmin, refuse_long_page
from njcmo_site.staff_admin import (
    OneRowAdmin,
    OvertakenForm,
    PlainRelations,
    PlainTexts,
    SpanishBeside,
    StaffAdmin,
)
from services.models import (
    Approach,
    CareManagementOrganization,
    ContactDetails,
    County,
    FirstCall,
    Section,
    Source,
    Term,
    Topic,
    UrgentSign,
)
from services.models.ages import ChildAge

# What may change on a page without its words having changed.
NOT_WORDS = {"address", "hub", "order", "picture", "published", "reviewed_by", "reviewed_on"}
NOT_WORDS |= {"checked_on"}


REVIEW = {"reviewed_on", "reviewed_by"}


def words_differ(form) -> bool:
    return bool(set(form.changed_data) - NOT_WORDS)


# Of each kind, so that whatever a page may hold is saved in one go (the limits of a request are in
# the settings). The heading of each list says so before the last one is added.
ROWS_A_PAGE = 60

# What Django 6 does by itself: an address typed without a scheme is https.
HTTPS_LINKS = {models.URLField: {"assume_scheme": "https"}}

# The browser's own calendar: the admin's opens with a link that has no name, once for each row.
DATES = {models.DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})}}


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


class SectionFormSet(NumberedFormSet):
    def clean(self):
        super().clean()
        self.refuse_long()
        taken = {form.initial.get("anchor"): form for form in self.initial_forms}
        for form in self.forms:
            owner = taken.get(form.cleaned_data.get("anchor"))
            if owner not in {None, form}:
                message = "“%(anchor)s” is the anchor of another section until that is saved."
                anchor = form.cleaned_data["anchor"]
                form.add_error("anchor", ValidationError(message, params={"anchor": anchor}))

    def refuse_long(self):
        kept = [form for form in self.forms if form not in self.deleted_forms]
        for name in ("body_en", "body_es"):
            refuse_long_page(form.cleaned_data.get(name) or "" for form in kept)


class SectionInline(SpanishBeside, PlainRelations, SortableStackedInline, TranslationStackedInline):
    model = Section
    fk_name = "topic"
    formset = SectionFormSet
    extra = 0
    max_num = ROWS_A_PAGE
    verbose_name_plural = f"sections ({ROWS_A_PAGE} at most)"
    readonly_fields = ["spanish_state"]
    fields = [
        "order",
        "spanish_state",
        "heading",
        "short_heading",
        "anchor",
        "picture",
        "body",
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


class ApproachInline(
    SpanishBeside, PlainRelations, SortableStackedInline, TranslationStackedInline
):
    """How good the research on each way of working is; each with one of the page’s sources."""

    model = Approach
    formset = NumberedFormSet
    extra = 0
    max_num = ROWS_A_PAGE
    verbose_name_plural = f"approaches ({ROWS_A_PAGE} at most)"
    readonly_fields = ["spanish_state"]
    fields = ["order", "spanish_state", "name", "strength", "finding", "source"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        page = request.resolver_match.kwargs.get("object_id")
        page = page and unquote(page)
        if db_field.name == "source":
            kwargs["queryset"] = Source.objects.filter(topic=page)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def renumber(formset) -> None:
    """Number the rows 1, 2, 3 …; a row whose number was changed gets its place before others."""
    moved = {
        form.instance.pk: -1 if form.instance.order < form.initial.get("order", 0) else 1
        for form in formset.forms
        if "order" in form.changed_data and form.instance.pk
    }
    rows = formset.model.objects.filter(topic=formset.instance)
    for number, row in enumerate(
        sorted(rows, key=lambda row: (row.order, moved.get(row.pk, 0), row.pk)), start=1
    ):
        if row.order != number:
            formset.model.objects.filter(pk=row.pk).update(order=number)


@admin.register(Topic)
class TopicAdmin(SpanishBeside, StaffAdmin, RichTextAdmin, SortableAdminBase, TranslationAdmin):
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

    def may_edit(self, request) -> bool:
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


@admin.register(UrgentSign)
class UrgentSignAdmin(SpanishBeside, StaffAdmin, TranslationAdmin):
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

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


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
class CareManagementOrganizationAdmin(StaffAdmin, admin.ModelAdmin):
    list_display = ["name", "counties_served", "name_verified", "phone", "phone_verified"]
    list_filter = ["name_verified", "phone_verified"]
    search_fields = ["name", "counties__name"]
    fields = ["name", "name_verified", "phone", "phone_verified", "website"]
    fields += ["notice_email", "note"]
    inlines = [CountyInline]
    formfield_overrides = HTTPS_LINKS

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("counties")

    def get_readonly_fields(self, request, obj=None):
        """Whom families’ requests go to is decided by who decides it for the counties."""
        return [] if request.user.has_perm("services.change_county") else ["notice_email"]

    @admin.display(description="counties")
    def counties_served(self, organization):
        return ", ".join(county.name for county in organization.counties.all())

    def has_add_permission(self, request):
        return False  # each county has one; it is handed over in the county's own row

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(County)
class CountyAdmin(StaffAdmin, admin.ModelAdmin):
    list_display = ["name", "care_management_organization"]
    list_select_related = ["care_management_organization"]
    search_fields = ["name"]
    fields = ["name", "care_management_organization"]
    readonly_fields = ["name"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ContactDetails)
class ContactDetailsAdmin(OneRowAdmin, StaffAdmin, admin.ModelAdmin):
    fields = ["phone", "email", "security_email"]


class FirstCallForm(OvertakenForm):
    ages = MultipleChoiceField(
        choices=ChildAge.choices,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="None ticked: for every age.",
    )


@admin.register(FirstCall)
class FirstCallAdmin(SpanishBeside, StaffAdmin, TranslationAdmin):
    form = FirstCallForm
    list_display = ["title", "phone", "ages_shown", "county", "checked_on", "check_again"]
    list_select_related = ["county"]
    search_fields = ["name", "title_en", "title_es", "phone"]
    readonly_fields = ["spanish_state"]
    prepopulated_fields = {"name": ["title"]}
    formfield_overrides = HTTPS_LINKS | DATES
    fieldsets = [
        (None, {"fields": ["spanish_state", "title", "name", "order", "ages", "county"]}),
        ("The call", {"fields": ["phone", "tty", "hours", "languages", "what_to_say"]}),
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


@admin.register(Term)
class TermAdmin(SpanishBeside, StaffAdmin, TranslationAdmin):
    list_display = ["term", "short", "group", "behind_since"]
    list_filter = ["group"]
    search_fields = ["term_en", "term_es", "short_en", "short_es", "anchor"]
    readonly_fields = ["spanish_state"]
    prepopulated_fields = {"anchor": ["term"]}
    fields = ["spanish_state", "term", "short", "meaning", "group", "anchor"]
