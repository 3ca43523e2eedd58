from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from modeltranslation.admin import TranslationAdmin

from njcmo_site.staff_admin import OneRowAdmin, StaffAdmin
from referrals.models import CloseReason, IntakeSettings, Notice, Referral, Status
from referrals.references import stored_reference


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
        fields = ["status", "close_reason", "suspected"]

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
        if reason == CloseReason.WITHDRAWN and not answers.get("erase"):
            self.add_error("erase", "This cannot be undone: check it to erase what they wrote.")
        if status and status != Status.CLOSED and reason:
            if self.now == Status.CLOSED:
                answers["close_reason"] = ""  # reopened: the old reason goes with the old status
            else:
                self.add_error("close_reason", "Only a closed referral has a reason.")
        return answers

    def _post_clean(self):
        """Leave the instance alone: Referral.move_to() changes it."""


@admin.register(Referral)
class ReferralAdmin(StaffAdmin, admin.ModelAdmin):
    form = StatusForm
    list_display = ["reference_shown", "county", "child_age", "status", "received_at", "set_apart"]
    list_filter = ["status", "suspected", "county", "child_age"]
    list_select_related = ["county"]
    search_fields = ["reference"]  # what the family wrote is encrypted, and cannot be searched
    search_help_text = "Search by reference."
    actions = None
    ordering = ["-received_at"]
    fieldsets = [
        (
            "What happens with it",
            {"fields": ["status", "close_reason", "erase", "suspected", "seen_status"]},
        ),
        (
            "The request",
            {
                "fields": [
                    "reference_shown",
                    "received_at",
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
        changeable = {"status", "close_reason", "erase", "suspected", "seen_status"}
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

    def save_model(self, request, obj, form, change):
        answers = form.cleaned_data
        if "suspected" in form.changed_data:
            Referral.objects.filter(pk=obj.pk).update(suspected=answers["suspected"])
        obj.refresh_from_db()
        if "status" in form.changed_data:
            obj.move_to(answers["status"], answers["close_reason"])
        elif "close_reason" in form.changed_data:
            obj.correct_close_reason(answers["close_reason"])

    def construct_change_message(self, request, form, formsets, add=False):
        """What happened, for the history: from what to what, and why."""
        labels = {
            **dict(Status.choices),
            **dict(CloseReason.choices),
            "": "–",
            True: "✓",
            False: "–",
        }
        changes = [
            (form.fields[name].label, form.initial[name], form.cleaned_data[name])
            for name in form.changed_data
            if name not in {"seen_status", "erase"}
        ]
        return "; ".join(f"{label}: {labels[old]} → {labels[new]}" for label, old, new in changes)

    def changelist_view(self, request, extra_context=None):
        self.warn_about_notices(request)
        return super().changelist_view(request, extra_context)

    def warn_about_notices(self, request):
        """Tell staff why nobody may have been told of a new request."""
        if not IntakeSettings.current().notice_email:
            messages.warning(request, "No address is set for new requests: nobody is told of them.")
        elif not settings.HAS_MAIL_SERVER:
            messages.warning(request, "No mail server is set: e-mails are kept as files only.")
        late = Notice.objects.waiting().filter(tries__gt=0).order_by("pk").first()
        if late:
            messages.warning(
                request,
                f"E-mails cannot be sent at the moment ({late.last_error}). They are tried again.",
            )

    def has_add_permission(self, request):
        return False  # referrals come from families, through the form

    def has_change_permission(self, request, obj=None):
        """An emptied referral is a stub to look at."""
        return super().has_change_permission(request, obj) and not (obj and obj.emptied_at)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(IntakeSettings)
class IntakeSettingsAdmin(OneRowAdmin, TranslationAdmin):
    fields = ["notice_email", "response_time"]
