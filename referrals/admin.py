from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Subquery
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from modeltranslation.admin import TranslationAdmin

from njcmo_site.staff_admin import OneRowAdmin, OvertakenForm, StaffAdmin
from referrals.models import (
    Audience,
    CloseReason,
    ConsentWords,
    IntakeSettings,
    Notice,
    Referral,
    Status,
)
from referrals.notices import ORGANIZATION
from referrals.references import stored_reference

RELEASED = "Released: not spam"


class StatusForm(forms.ModelForm):
    """The only part of a referral that staff change: what happened to it."""

    # What the page showed when it was opened, so that two people do not undo each other.
    seen_status = forms.CharField(widget=forms.HiddenInput, required=False)

    erase = forms.BooleanField(
        label="Erase what the family wrote, for good",
        required=False,
        help_text="To be checked with the reason “Withdrawn by the family”, which erases.",
    )

    class Meta:
        model = Referral
        fields = ["status", "close_reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "status" not in self.fields:
            return  # somebody who may only look
        referral = self.instance
        self.fields["seen_status"].initial = referral.status
        self.fields["status"].choices = [
            (status.value, status.label) for status in (Status(referral.status), *referral.moves())
        ]
        self.fields["close_reason"].help_text = (
            "Needed to close a referral. With “Withdrawn by the family”, what they wrote is erased"
            " for good."
        )

    def clean(self):
        answers = super().clean()
        self.now = Status(self.initial["status"])
        if answers.get("seen_status") != self.now:
            # What is shown again is what is true now, so that the next save can succeed.
            self.data = self.data.copy()
            self.data["seen_status"] = self.data["status"] = self.now.value
            self._errors.pop("status", None)
            raise ValidationError(
                "Somebody else changed the status to “%(status)s” meanwhile. Look again.",
                params={"status": self.now.label},
            )
        status, reason = answers.get("status"), answers.get("close_reason")
        if status == Status.CLOSED and not reason:
            self.add_error("close_reason", "Choose why the referral is closed.")
        if answers.get("erase") and reason != CloseReason.WITHDRAWN:
            self.add_error("erase", "Choose the reason “Withdrawn by the family” as well.")
        if reason == CloseReason.WITHDRAWN and not answers.get("erase"):
            self.add_error("erase", "This cannot be undone: check it to erase what they wrote.")
        if status and status != Status.CLOSED and reason:
            if self.now == Status.CLOSED:
                answers["close_reason"] = ""  # reopened: the old reason goes with the old status
            else:
                self.add_error("close_reason", "Set the status to “Closed” as well.")
        return answers

    def _post_clean(self):
        """Leave the instance alone: Referral.move_to() changes it."""


class SuspectedFilter(admin.SimpleListFilter):
    """Keeps what looks like spam apart, unless somebody asks for it or looks for a reference."""

    title = "spam"
    parameter_name = "suspected"

    def lookups(self, request, model_admin):
        return [("yes", "Suspected"), ("all", "All")]

    def choices(self, changelist):
        choices = list(super().choices(changelist))
        return [choices[0] | {"display": "Not suspected"}, *choices[1:]]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(suspected=True)
        return queryset if self.value() or request.GET.get("q") else queryset.believed()


@admin.register(Referral)
class ReferralAdmin(StaffAdmin, admin.ModelAdmin):
    form = StatusForm
    list_display = ["reference_shown", "county", "child_age", "status", "received_at", "due_on"]
    list_display += ["set_apart"]
    list_filter = ["status", SuspectedFilter, "county", "child_age"]
    change_form_template = "admin/referrals/referral/change_form.html"
    list_select_related = ["county"]
    search_fields = ["reference"]  # what the family wrote is encrypted, and cannot be searched
    search_help_text = "Search by reference."
    actions = ["release"]
    ordering = ["-received_at"]
    fieldsets = [
        (
            "What happens with it",
            {"fields": ["status", "close_reason", "erase", "seen_status"]},
        ),
        (
            "The request",
            {
                "fields": [
                    "reference_shown",
                    "received_at",
                    "due_on",
                    "due_on_told",
                    "set_apart",
                    "page_language",
                    "closed_at",
                    "emptied_at",
                ]
            },
        ),
        (
            "Whom to contact",
            {
                "fields": [
                    "caregiver_name",
                    "relationship",
                    "contact_method",
                    "phone_shown",
                    "email",
                    "best_time",
                    "preferred_language",
                    "language_other",
                ]
            },
        ),
        (
            "The child",
            {
                "fields": [
                    "child_first_name",
                    "county_shown",
                    "organization",
                    "child_age",
                    "concerns_shown",
                    "message",
                ]
            },
        ),
        ("Consent", {"fields": ["consent_words", "consent_version", "consented_at"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        changeable = {"status", "close_reason", "erase", "seen_status"}
        names = [name for _title, options in self.fieldsets for name in options["fields"]]
        return [name for name in names if name not in changeable]

    @admin.display(description="reference", ordering="reference")
    def reference_shown(self, referral):
        return str(referral)

    @admin.display(description="set apart", ordering="suspected")
    def set_apart(self, referral):
        return "suspected spam" if referral.suspected else ""

    @admin.display(description="phone")
    def phone_shown(self, referral):
        return referral.shown_phone

    @admin.display(description="concerns")
    def concerns_shown(self, referral):
        return referral.shown_concerns

    @admin.display(description="county")
    def county_shown(self, referral):
        return referral.county.name  # as words: who answers families may not open the county

    @admin.display(description="care management organization")
    def organization(self, referral):
        return referral.county.care_management_organization

    def get_search_results(self, request, queryset, search_term):
        """References are read out with a dash, spaces or small letters."""
        return super().get_search_results(request, queryset, stored_reference(search_term))

    @admin.action(description="Release: not spam", permissions=["change"])
    def release(self, request, queryset):
        suspected = queryset.open().filter(suspected=True)[:100]  # the rest would wait too long
        for referral in suspected:
            referral.release()
            self.log_change(request, referral, RELEASED)
        self.message_user(request, f"Released: {len(suspected)}.")

    def get_urls(self):
        release = self.admin_site.admin_view(self.release_one)
        name = "referrals_referral_release"
        return [path("<int:pk>/release/", release, name=name), *super().get_urls()]

    def release_one(self, request, pk):
        """The button of its own page."""
        referral = self.get_object(request, str(pk))
        if request.method != "POST" or not referral:
            raise PermissionDenied
        if not self.has_change_permission(request, referral):
            raise PermissionDenied
        if referral.suspected and referral.moves():
            referral.release()
            self.log_change(request, referral, RELEASED)
            messages.success(request, f"{referral} is released.")
        return redirect("admin:referrals_referral_change", pk)

    def get_actions(self, request):
        """Only where there is something to release."""
        suspected = request.GET.get("suspected") == "yes"
        return super().get_actions(request) if suspected else {}

    def save_model(self, request, obj, form, change):
        answers = form.cleaned_data
        obj.refresh_from_db()
        if "status" in form.changed_data:
            obj.move_to(answers["status"], answers["close_reason"])
        elif "close_reason" in form.changed_data:
            obj.correct_close_reason(answers["close_reason"])

    def construct_change_message(self, request, form, formsets, add=False):
        """What happened, for the history: from what to what, and why."""
        labels = {"status": dict(Status.choices), "close_reason": dict(CloseReason.choices)}
        changes = [
            (
                form.fields[name].label,
                *(
                    labels[name].get(one, "–")
                    for one in (form.initial[name], form.cleaned_data[name])
                ),
            )
            for name in form.changed_data
            if name not in {"seen_status", "erase"}
        ]
        return "; ".join(f"{label}: {old} → {new}" for label, old, new in changes)

    def changelist_view(self, request, extra_context=None):
        self.warn_about_notices(request)
        self.tell_of_suspected(request)
        return super().changelist_view(request, extra_context)

    def warn_about_notices(self, request):
        """Tell staff why nobody may have been told of a new request."""
        if not IntakeSettings.current().notice_email:
            messages.warning(request, "No address is set for new requests: nobody is told of them.")
        if not settings.HAS_MAIL_SERVER:
            messages.warning(request, "No mail server is set: e-mails are kept as files only.")
        if failed := Notice.objects.waiting().filter(tries__gt=0).count():
            link = reverse("admin:referrals_notice_changelist")
            messages.warning(
                request,
                format_html(
                    "E-mails that could not be sent yet, and are tried again: {}."
                    ' <a href="{}">Look at them</a>',
                    failed,
                    link,
                ),
            )

    def tell_of_suspected(self, request):
        suspected = Referral.objects.open().filter(suspected=True).count()
        if suspected and request.GET.get("suspected") != "yes":
            messages.info(
                request,
                format_html(
                    'Set apart as suspected spam: {}. <a href="?suspected=yes">Look at them</a>',
                    suspected,
                ),
            )

    def has_add_permission(self, request):
        return False  # referrals come from families, through the form

    def has_change_permission(self, request, obj=None):
        """An emptied referral is a stub to look at."""
        return super().has_change_permission(request, obj) and not (obj and obj.emptied_at)

    def has_delete_permission(self, request, obj=None):
        return False


class LookOnly:
    """First base of the ModelAdmin of rows that nobody writes by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Notice)
class NoticeAdmin(LookOnly, StaffAdmin, admin.ModelAdmin):
    """The e-mails that wait."""

    list_display = ["referral", "audience", "made_at", "why", "tries", "due_at"]
    list_display_links = None
    list_filter = ["audience"]
    ordering = ["made_at"]
    actions = ["try_now"]

    def get_queryset(self, request):
        waiting = super().get_queryset(request).waiting().select_related(ORGANIZATION)
        return waiting.annotate(intake=Subquery(IntakeSettings.objects.values("notice_email")[:1]))

    @admin.display(description="why it waits")
    def why(self, notice):
        organization = notice.referral.county.care_management_organization
        to_cmo = notice.audience == Audience.CMO and not organization.notice_email
        if to_cmo or (notice.audience == Audience.INTAKE and not notice.intake):
            return "no address is set"
        return f"could not be sent ({notice.last_error})" if notice.last_error else ""

    @admin.action(description="Try again now", permissions=["view"])
    def try_now(self, request, queryset):
        queryset.update(due_at=timezone.now())
        self.message_user(request, "Tried again within seconds, where an address is set.")


class ConsentWordsForm(forms.ModelForm):
    opened_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        answers = super().clean()
        if answers.get("opened_version") != ConsentWords.objects.in_force().version:
            raise ValidationError(
                "Somebody else saved new words after you opened this page. Open it anew, so that"
                " both languages say the same."
            )
        return answers


@admin.register(ConsentWords)
class ConsentWordsAdmin(StaffAdmin, TranslationAdmin):
    """New words are a new version; who changes them starts from the ones in force."""

    list_display = ["version", "made_at", "words"]
    fields = ["words", "opened_version"]
    form = ConsentWordsForm

    def get_changeform_initial_data(self, request):
        now = ConsentWords.objects.in_force()
        return {
            "words_en": now.words_en,
            "words_es": now.words_es,
            "opened_version": now.version,
        }

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(IntakeSettings)
class IntakeSettingsAdmin(OneRowAdmin, StaffAdmin, admin.ModelAdmin):
    form = OvertakenForm
    fields = ["notice_email", "target_working_days", "tell_families", "opened_state"]
