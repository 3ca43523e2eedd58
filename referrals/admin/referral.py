"""The list and the page of a referral."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, label_for_field, unquote
from django.db.models import Q
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from njcmo_site.editing.base import StaffAdmin
from referrals.admin.filters import (
    CountyFilter,
    DueFilter,
    StatusFilter,
    SuspectedFilter,
    TakenFilter,
    lists_open_ones,
)
from referrals.admin.paginator import CappedPaginator
from referrals.desk import pages, work
from referrals.desk.forms import StatusForm
from referrals.mail.outbox import REFUSED_FOR_GOOD
from referrals.models import Comparison, IntakeSettings, Look, Notice, Referral, StaffProfile, Step
from referrals.models.people import described, name_of
from referrals.models.reasons import CloseReason, HandOverReason, LookReason
from referrals.models.work import Status


def as_written(name: str) -> Callable[[Referral], str]:
    """The column of a page that shows what the family wrote, in the direction of its letters."""

    @admin.display(description=label_for_field(name, Referral, return_attr=False))
    def shown(referral: Referral) -> str:
        text = linebreaksbr(getattr(referral, name))
        return format_html('<div dir="auto">{}</div>', text) if text else "–"

    shown.__name__ = name
    return shown


WRITTEN_BY_FAMILY: list[Any] = [
    (as_written("caregiver_name"), "relationship"),
    (as_written("family_name"), "family_knows"),
    ("phone_shown", "second_phone_shown"),
    (as_written("email"), "leave_message"),
    as_written("contact_notes"),
    (as_written("child_first_name"), as_written("language_other")),
    as_written("message"),
    "consent_words",
    ("consent_version", "consented_at"),
]


@admin.register(Referral)
class ReferralAdmin(StaffAdmin, admin.ModelAdmin):
    form = StatusForm
    list_display = ["reference_shown", "county", "child_age", "concerns_shown"]
    list_display += ["source", "language", "status", "due", "taken_by", "received_on"]
    list_filter = [StatusFilter, DueFilter, TakenFilter, SuspectedFilter]
    list_filter += ["source", ("county", CountyFilter), "child_age"]
    change_form_template = "desk/referral.html"
    change_list_template = "desk/referrals.html"
    ordering = ["due_on", "received_at"]
    list_select_related = ["county", "assigned_to__profile"]
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they would count every referral
    actions = ["release", "put_back"]
    fieldsets = [
        (
            "The request",
            {
                "fields": [
                    ("reference_shown", "how_it_came"),
                    ("county_shown", "organization_shown"),
                    ("child_age", "concerns_shown"),
                    ("preferred_language", "page_language"),
                    ("contact_method", "best_time"),
                ]
            },
        ),
        (
            "Dates, and the work on it",
            {
                "classes": ["collapse"],
                "fields": [
                    ("received_at", "last_day"),
                    ("due", "due_on_told"),
                    ("assigned_to_shown", "tries"),
                    ("first_tried_at", "next_attempt_at"),
                    "closed_at",
                ],
            },
        ),
        (
            "What happens with it",
            {"fields": ["status", "close_reason", "note", "erase", "seen"]},
        ),
    ]

    def get_queryset(self, request):
        referrals = super().get_queryset(request).visible_to(request.user)
        shows_one = "object_id" in request.resolver_match.kwargs
        return referrals if shows_one else referrals.without_texts()

    def get_ordering(self, request):
        """What is open by its due day; of everything, the newest first."""
        return self.ordering if lists_open_ones(request) else ["-received_at"]

    def get_sortable_by(self, request):
        """Other orders are for what is open; of everything nobody sees more than the newest."""
        return self.list_display if lists_open_ones(request) else []

    def get_fieldsets(self, request, obj=None):
        """What happens next comes last, beside the button that saves it."""
        asked, *work, next_step = self.fieldsets
        if not self.has_change_permission(request, obj):
            next_step = (next_step[0], {"fields": ["status", "close_reason"]})
        if obj and not obj.emptied_at and obj.is_revealed_to(request.user) and obj.can_be_read:
            written: Any = {"classes": ["collapse"], "fields": WRITTEN_BY_FAMILY}
            work.insert(0, ("All that the family wrote, and its consent", written))
        return [asked, *work, next_step]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user  # the class is made for this request
        return form

    def get_readonly_fields(self, request, obj=None):
        changeable = {"status", "close_reason", "note", "erase", "seen"}
        names = flatten_fieldsets(self.get_fieldsets(request, obj))
        return [name for name in names if name not in changeable]

    @admin.display(description="reference", ordering="reference")
    def reference_shown(self, referral):
        urgent = format_html(' <b class="late">{}</b>', "may be urgent")
        return format_html("{}{}", str(referral), urgent if referral.seems_urgent else "")

    @admin.display(description="how it came")
    def how_it_came(self, referral):
        by = f", entered by {name_of(referral.entered_by)}" if referral.entered_by else ""
        return f"{referral.get_source_display()}{by}"

    @admin.display(description="received", ordering="received_at")
    def received_on(self, referral):
        return date_format(timezone.localtime(referral.received_at), "M j, Y")

    @admin.display(description="answer by", ordering="due_on")
    def due(self, referral):
        day = date_format(referral.due_on, "M j")
        if referral.is_overdue:
            return format_html('<b class="late">{}, overdue</b>', day)
        today = referral.is_unanswered and referral.due_on == timezone.localdate()
        return f"{day}, today" if today else day

    @admin.display(description="phone")
    def phone_shown(self, referral):
        return referral.shown_phone

    @admin.display(description="second phone")
    def second_phone_shown(self, referral):
        return referral.shown_second_phone or "–"

    @admin.display(description="language", ordering="preferred_language")
    def language(self, referral):
        language = referral.get_preferred_language_display()
        if referral.needs_spanish_speaker:
            return format_html('{} <b class="late">needs a speaker</b>', language)
        return language

    @admin.display(description="concerns")
    def concerns_shown(self, referral):
        return referral.shown_concerns

    @admin.display(description="county")
    def county_shown(self, referral):
        return referral.county.name  # as words: who answers families may not open the county

    @admin.display(description="for")
    def organization_shown(self, referral):
        return referral.organization

    @admin.display(description="taken by")
    def assigned_to_shown(self, referral):
        # As words: who answers families may not open accounts.
        return described(referral.assigned_to) if referral.assigned_to else "–"

    @admin.display(description="taken by", ordering="assigned_to")
    def taken_by(self, referral):
        return name_of(referral.assigned_to) or "–"

    @admin.display(description="last day on which it is kept")
    def last_day(self, referral):
        return date_format(referral.last_day) if referral.last_day else "–"

    @admin.action(description="Release: not spam", permissions=["change"])
    def release(self, request, queryset):
        suspected = queryset.suspected()[:100]  # the rest would wait too long
        for referral in suspected:
            work.release(referral, request.user)
            self.log_change(request, referral, Step.What.RELEASED.label)
        self.message_user(request, f"Released: {len(suspected)}.")

    @admin.action(description="Put back for everybody", permissions=["change"])
    def put_back(self, request, queryset):
        put_back = 0
        for referral in queryset.open()[:100]:
            if referral.is_held_from(request.user):
                messages.warning(request, f"{referral}: {referral.who_is_reaching}.")
                continue
            work.hand_over(referral, HandOverReason.ABSENCE, request.user)
            put_back += 1
        self.message_user(request, f"Put back: {put_back}.")

    def get_actions(self, request):
        """Each only in the list that it is for."""
        wanted = {"release": ("suspected", "yes"), "put_back": ("taken", "gone")}
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name in wanted and request.GET.get(wanted[name][0]) == wanted[name][1]
        }

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Whenever the page is shown, that is noted: after a mistake, for example, as well."""
        referral = self.get_object(request, unquote(object_id))
        if referral and "_reveal" in request.POST and self.has_change_permission(request, referral):
            # Beside whatever was typed into the page by then.
            pages.show_family(request, referral)
            form = self.get_form(request, referral, change=True)(request.POST, instance=referral)
            if set(form.changed_data) <= {"seen"}:
                return pages.page_of(referral)
            messages.warning(request, pages.NOT_SAVED_YET)
        if referral and self.has_view_or_change_permission(request, referral):
            extra_context = self.story_of(request, referral)
        response = super().change_view(request, object_id, form_url, extra_context)
        if referral and response.status_code == 200:
            Look.objects.note(request.user, Look.What.OPENED, referral)
        return response

    def story_of(self, request, referral):
        decisions = Comparison.objects.filter(Q(one=referral) | Q(other=referral))
        decided = {
            (one.other_id if one.one_id == referral.pk else one.one_id): one for one in decisions
        }
        alike = [(one, decided.get(one.pk)) for one in referral.look_alikes(request.user)[:20]]
        steps = list(referral.steps.select_related("by").order_by("-pk"))
        for step in steps:
            step.can_change = step.can_be_changed_by(request.user)
        may_see_looks = request.user.has_perm("referrals.view_look")
        looks = referral.looks.select_related("person")[:100] if may_see_looks else []
        return {
            "alike": alike,
            "steps": steps,
            "last_note": next((step for step in steps if step.has_note), None),
            "looks": looks,
            "revealed": referral.is_revealed_to(request.user),
            "held_from": referral.is_held_from(request.user),
            "reasons": LookReason.choices,
        }

    def save_model(self, request, obj, form, change):
        answers = form.cleaned_data
        obj.refresh_from_db()
        note = answers["note"]
        if "status" in form.changed_data:
            obj.move_to(answers["status"], answers["close_reason"], request.user, note)
        elif "close_reason" in form.changed_data:
            obj.correct_close_reason(answers["close_reason"], request.user, note)
        elif note:
            obj.note_step(Step.What.NOTED, request.user, note=note)

    def construct_change_message(self, request, form, formsets, add=False):
        """What happened, for the history: from what to what, and why; never the note itself."""
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
            if name in labels
        ]
        said = [f"{label}: {old} → {new}" for label, old, new in changes]
        return "; ".join(said + ["Note"] * ("note" in form.changed_data))

    def changelist_view(self, request, extra_context=None):
        if request.method == "GET":
            self.warn_about_notices(request)
            self.tell_of_suspected(request)
        return super().changelist_view(request, extra_context)

    def warn_about_notices(self, request):
        """Tell those who can mend it why nobody may have been told of a new request."""
        may_mend = request.user.has_perm("referrals.change_intakesettings")
        if may_mend and not IntakeSettings.current().notice_email:
            messages.warning(request, "No address is set for new requests: nobody is told of them.")
        if may_mend and not settings.HAS_MAIL_SERVER:
            messages.warning(request, "No mail server is set: e-mails are kept as files only.")
        waiting, days = Notice.objects.visible_to(request.user).waiting(), REFUSED_FOR_GOOD.days
        link = reverse("admin:referrals_notice_changelist")
        for words, count in (
            (
                "E-mails that could not be sent yet, and are tried again",
                waiting.filter(tries__gt=0, rests=False).count(),
            ),
            (
                f"E-mails that were refused for {days} days, and are no longer tried",
                waiting.resting().count(),
            ),
        ):
            if count:
                told = '{}: {}. <a href="{}">Look at them</a>'
                messages.warning(request, format_html(told, words, count, link))
        refused = StaffProfile.objects.visible_to(request.user).resting()
        if refused and request.user.has_perm("auth.change_user"):
            names = ", ".join(name_of(one.user) for one in refused.select_related("user"))
            messages.warning(
                request,
                f"These people get no daily e-mail, because their address refused it for {days}"
                f" days: {names}. It is tried again once their account is saved.",
            )

    def tell_of_suspected(self, request):
        suspected = Referral.objects.visible_to(request.user).suspected().count()
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
