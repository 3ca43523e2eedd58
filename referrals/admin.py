from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, Subquery
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaksbr
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from modeltranslation.admin import TranslationAdmin

from njcmo_site.account_admin import AccountAdmin
from njcmo_site.editing.base import PlainRelations, StaffAdmin
from njcmo_site.editing.one_row import OneRowAdmin
from njcmo_site.editing.second_person import OvertakenForm
from referrals import accounts, desk
from referrals.models import (
    MOST_READ_IN_A_DAY,
    MOST_SEARCHED_IN_A_DAY,
    AccountChange,
    AccountMail,
    Audience,
    CloseReason,
    Comparison,
    ConsentWords,
    Count,
    HandOverReason,
    IntakeSettings,
    Look,
    LookReason,
    Notice,
    PageLanguage,
    Referral,
    StaffProfile,
    Status,
    Step,
)
from referrals.notices import ORGANIZATION, try_staff_again
from referrals.staff_forms import StatusForm


def as_written(name: str):
    """The column of a page that shows what the family wrote, in the direction of its letters."""

    @admin.display(description=Referral._meta.get_field(name).verbose_name)
    def shown(referral):
        text = linebreaksbr(getattr(referral, name))
        return format_html('<div dir="auto">{}</div>', text) if text else "–"

    shown.__name__ = name
    return shown


WRITTEN_BY_FAMILY = [
    (as_written("caregiver_name"), "relationship"),
    ("phone_shown", as_written("email")),
    (as_written("child_first_name"), as_written("language_other")),
    as_written("message"),
    "consent_words",
    ("consent_version", "consented_at"),
]


class StaffProfileForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        choices=PageLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=StaffProfile._meta.get_field("languages").help_text,
    )

    class Meta:
        model = StaffProfile
        fields = ["care_management_organization", "languages", "daily_mail"]

    def has_changed(self):
        return not self.instance.pk or super().has_changed()  # every account gets its profile


class StaffProfileInline(PlainRelations, admin.StackedInline):
    model = StaffProfile
    form = StaffProfileForm
    can_delete = False
    min_num = max_num = 1


# An account, its profile and its second factor are looked after in one place, and nothing there
# is deleted.
admin.site.unregister([User, Group, Authenticator, EmailAddress])


# What nobody changes of another person’s account without that person and the others hearing of it.
OF_ALL_INTEREST = {
    "username",
    "is_active",
    "is_staff",
    "is_superuser",
    "groups",
    "user_permissions",
}


@admin.register(User)
class StaffAccountAdmin(AccountAdmin):
    inlines = [StaffProfileInline]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []  # a new account is named first, as Django has it

    def get_urls(self):
        buttons = {
            "send-link/": self.send_link,
            "reset-second-factor/": self.reset_second_factor,
            "changes/<int:change_pk>/": self.decide,
        }
        urls = [
            path(
                f"<int:pk>/{address}",
                self.admin_site.admin_view(transaction.atomic(view)),
                name=f"auth_user_{view.__name__}",
            )
            for address, view in buttons.items()
        ]
        return [*urls, *super().get_urls()]

    def account_of_button(self, request, pk):
        account = self.get_object(request, str(pk))
        if request.method != "POST" or not account:
            raise PermissionDenied
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        return account

    def send_link(self, request, pk):
        account = self.account_of_button(request, pk)
        if accounts.send_link(account):
            self.log_change(request, account, "Link for a new password sent")
            messages.success(request, f"A link for a new password is on its way to {account}.")
        else:
            messages.warning(request, "A link was sent just now. Wait five minutes for the next.")
        return redirect("admin:auth_user_change", pk)

    def may_ask_for_reset(self, request, account) -> bool:
        """For somebody else who has lost it: one's own is turned off under /accounts/."""
        other = account != request.user and self.has_change_permission(request, account)
        return other and Authenticator.objects.filter(user=account).exists()

    def reset_second_factor(self, request, pk):
        account = self.account_of_button(request, pk)
        if not self.may_ask_for_reset(request, account):
            raise PermissionDenied
        self.ask(request, account, AccountChange.What.FACTOR)
        return redirect("admin:auth_user_change", pk)

    def ask(self, request, account, what, email=""):
        accounts.ask(account, what, request.user, email)
        self.log_change(request, account, f"Asked for: {what.label}")
        messages.warning(
            request,
            f"{account}: {what.label} waits for another person who looks after accounts, for two"
            " days. They have been sent an e-mail, and so has the owner.",
        )

    def decide(self, request, pk, change_pk):
        account = self.account_of_button(request, pk)
        waiting = AccountChange.objects.waiting().filter(account=account, pk=change_pk)
        change = waiting.select_for_update().first()
        if not change:
            messages.warning(request, "That was decided already, or is older than two days.")
        elif "refuse" in request.POST:
            change.delete()
            self.log_change(request, account, f"Refused: {change.get_what_display()}")
            messages.success(request, "Refused. Nothing was changed.")
        elif not change.may_be_confirmed_by(request.user):
            raise PermissionDenied
        else:
            accounts.confirm(change, request.user)
            asked = f"{change.get_what_display()}, asked for by {change.asked_by}"
            self.log_change(request, account, f"Confirmed: {asked}")
            messages.success(request, f"{account}: {change.get_what_display()} is done.")
        return redirect("admin:auth_user_change", pk)

    def save_model(self, request, obj, form, change):
        if change and "email" in form.changed_data and accounts.takes_two(obj):
            new, obj.email = obj.email, form.initial["email"]
            form.changed_data.remove("email")  # the history must not say that it was changed
            self.ask(request, obj, AccountChange.What.EMAIL, new)
        super().save_model(request, obj, form, change)
        if change and OF_ALL_INTEREST & set(form.changed_data):
            accounts.tell(obj, AccountMail.Kind.CHANGED, request.user)
        if not change:
            accounts.send_link(obj)
            accounts.tell(obj, AccountMail.Kind.MADE, request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and self.has_change_permission(request, obj):
            changes = list(obj.changes.waiting().select_related("asked_by"))
            for change in changes:
                change.may_confirm = change.may_be_confirmed_by(request.user)
            context |= {
                "may_send_link": obj.is_active and obj.email,
                "last_link": AccountMail.objects.links().filter(to=obj).last(),
                "may_reset": self.may_ask_for_reset(request, obj)
                and AccountChange.What.FACTOR not in [change.what for change in changes],
                "changes": changes,
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def changelist_view(self, request, extra_context=None):
        if request.method == "GET" and self.has_change_permission(request):
            for change in AccountChange.objects.waiting().select_related("account"):
                link = reverse("admin:auth_user_change", args=[change.account_id])
                waits = 'Waits for a second person: <a href="{}">{}</a>'
                messages.warning(request, format_html(waits, link, change))
        return super().changelist_view(request, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Its e-mail address may have been mended.
        StaffProfile.objects.filter(user=form.instance).try_now()


class StatusFilter(admin.SimpleListFilter):
    """What is open, unless somebody asks for more."""

    title = "status"
    parameter_name = "status__exact"

    def lookups(self, request, model_admin):
        return [*Status.choices, ("all", "All")]

    def choices(self, changelist):
        choices = list(super().choices(changelist))
        return [choices[0] | {"display": "Open"}, *choices[1:]]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        if self.value() == Status.CLOSED:
            return queryset.closed()
        rows = queryset.open()
        return rows.filter(status=self.value()) if self.value() in Status.values else rows


def lists_open_ones(request) -> bool:
    return request.GET.get(StatusFilter.parameter_name, "") not in {Status.CLOSED, "all"}


class DueFilter(admin.SimpleListFilter):
    title = "families to reach"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [
            ("overdue", "Overdue"),
            ("today", "Today"),
            ("spanish", "In Spanish, untouched for a working day"),
        ]

    def queryset(self, request, queryset):
        parts = {
            "overdue": queryset.overdue,
            "today": queryset.to_call_today,
            "spanish": queryset.spanish_untouched,
        }
        return parts[self.value()]() if self.value() in parts else queryset


class TakenFilter(admin.SimpleListFilter):
    title = "taken by"
    parameter_name = "taken"

    def lookups(self, request, model_admin):
        return [("me", "Me"), ("nobody", "Nobody"), ("gone", "People who no longer work here")]

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.filter(assigned_to=request.user)
        # What is closed waits for nobody.
        waiting = {"nobody": {"assigned_to": None}, "gone": {"assigned_to__is_active": False}}
        if self.value() in waiting:
            return queryset.open().filter(**waiting[self.value()])
        return queryset


class CountyFilter(admin.RelatedFieldListFilter):
    """The counties of the person’s CMO; for NJCMO’s own staff every county."""

    def field_choices(self, field, request, model_admin):
        organization = StaffProfile.of(request.user).care_management_organization_id
        limit = {"care_management_organization": organization} if organization else None
        return field.get_choices(include_blank=False, limit_choices_to=limit)


class PersonFilter(admin.RelatedFieldListFilter):
    """The people of the person’s CMO; for NJCMO’s own staff everybody."""

    def field_choices(self, field, request, model_admin):
        organization = StaffProfile.of(request.user).care_management_organization_id
        limit = {"profile__care_management_organization": organization} if organization else None
        return field.get_choices(
            include_blank=False, limit_choices_to=limit, ordering=("username",)
        )


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
        return queryset if self.value() else queryset.believed()


class CappedPaginator(Paginator):
    """Counts no further than anybody leafs, so that a list costs the same at any size."""

    @cached_property
    def count(self):
        # In the order of the list: so both databases walk along its index, and open no row.
        first, *_others = self.object_list.query.order_by
        in_order = self.object_list.order_by(first).values(first.removeprefix("-"))
        return in_order[: COUNTED_AT_MOST + 1].count()

    @property
    def has_more(self) -> bool:
        """Whether there are rows that no page shows."""
        return self.count > COUNTED_AT_MOST


COUNTED_AT_MOST = 500


@admin.register(Referral)
class ReferralAdmin(StaffAdmin, admin.ModelAdmin):
    form = StatusForm
    list_display = ["reference_shown", "county", "child_age", "concerns_shown"]
    list_display += ["preferred_language", "status", "due", "assigned_to", "received_on"]
    list_filter = [StatusFilter, DueFilter, TakenFilter, SuspectedFilter]
    list_filter += [("county", CountyFilter), "child_age"]
    change_form_template = "desk/referral.html"
    change_list_template = "desk/referrals.html"
    ordering = ["due_on", "received_at"]
    list_select_related = ["county", "assigned_to"]
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
                    ("reference_shown", "received_at"),
                    ("due", "due_on_told"),
                    ("county_shown", "organization_shown"),
                    ("child_age", "concerns_shown"),
                    ("preferred_language", "page_language"),
                    ("contact_method", "best_time"),
                ]
            },
        ),
        (
            "The work on it",
            {
                "fields": [
                    ("assigned_to_shown", "tries"),
                    ("first_tried_at", "next_attempt_at"),
                    ("closed_at", "last_day"),
                ]
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
            work.insert(0, ("What the family wrote", {"fields": WRITTEN_BY_FAMILY}))
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
        return str(referral)

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
        return referral.assigned_to or "–"  # as words: who answers families may not open accounts

    @admin.display(description="last day on which it is kept")
    def last_day(self, referral):
        return date_format(referral.last_day) if referral.last_day else "–"

    @admin.action(description="Release: not spam", permissions=["change"])
    def release(self, request, queryset):
        suspected = queryset.suspected()[:100]  # the rest would wait too long
        for referral in suspected:
            referral.release(request.user)
            self.log_change(request, referral, Step.What.RELEASED.label)
        self.message_user(request, f"Released: {len(suspected)}.")

    @admin.action(description="Put back for everybody", permissions=["change"])
    def put_back(self, request, queryset):
        put_back = 0
        for referral in queryset.open()[:100]:
            if referral.is_held_from(request.user):
                messages.warning(request, f"{referral}: {referral.who_is_reaching}.")
                continue
            referral.hand_over(HandOverReason.ABSENCE, request.user)
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
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        referral = self.get_object(request, unquote(object_id))
        if referral and "_reveal" in request.POST and self.has_change_permission(request, referral):
            # Beside whatever was typed into the page by then.
            desk.show_family(request, referral)
            form = self.get_form(request, referral, change=True)(request.POST, instance=referral)
            if set(form.changed_data) <= {"seen"}:
                return desk.page_of(referral)
            messages.warning(request, desk.NOT_SAVED_YET)
        if referral and self.has_view_or_change_permission(request, referral):
            extra_context = self.story_of(request, referral)
        response = super().change_view(request, object_id, form_url, extra_context)
        if referral and response.status_code == 200:
            desk.note_look(request, Look.What.OPENED, referral)
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
            obj.take_down(Step.What.NOTED, request.user, note=note)

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
        """Tell staff why nobody may have been told of a new request."""
        if not IntakeSettings.current().notice_email:
            messages.warning(request, "No address is set for new requests: nobody is told of them.")
        if not settings.HAS_MAIL_SERVER:
            messages.warning(request, "No mail server is set: e-mails are kept as files only.")
        waiting = Notice.objects.visible_to(request.user).waiting()
        link = reverse("admin:referrals_notice_changelist")
        for words, count in (
            (
                "E-mails that could not be sent yet, and are tried again",
                waiting.filter(tries__gt=0, rests=False).count(),
            ),
            (
                "E-mails that were refused for three days, and are no longer tried",
                waiting.resting().count(),
            ),
        ):
            if count:
                told = '{}: {}. <a href="{}">Look at them</a>'
                messages.warning(request, format_html(told, words, count, link))
        if refused := StaffProfile.objects.visible_to(request.user).resting():
            names = ", ".join(refused.values_list("user__username", flat=True))
            messages.warning(
                request,
                "These people get no daily e-mail, because their address refused it for three"
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


# What a list of other rows leaves where it is.
TEXTS_OF_THE_REFERRAL = [f"referral__{field.attname}" for field in Referral.encrypted_fields()]


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
        waiting = super().get_queryset(request).visible_to(request.user).waiting()
        waiting = waiting.select_related(ORGANIZATION).defer(*TEXTS_OF_THE_REFERRAL)
        return waiting.annotate(intake=Subquery(IntakeSettings.objects.values("notice_email")[:1]))

    @admin.display(description="why it waits")
    def why(self, notice):
        organization = notice.referral.county.care_management_organization
        to_cmo = notice.audience == Audience.CMO and not organization.notice_email
        if to_cmo or (notice.audience == Audience.INTAKE and not notice.intake):
            return "no address is set"
        if notice.rests:
            return f"refused for three days ({notice.last_error}); no longer tried"
        if not notice.last_error and notice.due_at > timezone.now():
            return "staff were told lately; goes with the next count"
        return f"could not be sent ({notice.last_error})" if notice.last_error else ""

    @admin.action(description="Try again now", permissions=["view"])
    def try_now(self, request, queryset):
        if queryset.exclude(audience=Audience.FAMILY).exists():
            try_staff_again()  # those that one mail answers wait together
            Count.objects.filter(kind=Count.Kind.TOLD).delete()
        queryset.try_now()
        self.message_user(request, "Tried again within seconds, where an address is set.")


class UnusualFilter(admin.SimpleListFilter):
    title = f"over {MOST_READ_IN_A_DAY} read or {MOST_SEARCHED_IN_A_DAY} searched in a day"
    parameter_name = "unusual"

    def lookups(self, request, model_admin):
        return [("yes", "Yes")]

    def queryset(self, request, queryset):
        three_months = timedelta(days=90)
        return queryset.unusual(three_months) if self.value() == "yes" else queryset


@admin.register(Look)
class LookAdmin(LookOnly, StaffAdmin, admin.ModelAdmin):
    """Who read what, when and why."""

    list_display = ["at", "person", "what", "referral_shown", "reason", "detail"]
    list_display += ["read_that_day", "searched_that_day"]
    list_display_links = None
    list_filter = [UnusualFilter, "what", "reason", ("person", PersonFilter)]
    list_select_related = ["person", "referral"]
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-at"]

    def get_queryset(self, request):
        looks = super().get_queryset(request).visible_to(request.user)
        return looks.with_counts_of_that_day().defer(*TEXTS_OF_THE_REFERRAL)

    @admin.display(description="referral", ordering="referral")
    def referral_shown(self, look):
        if not look.referral_id:
            return "–"
        link = reverse("admin:referrals_referral_change", args=[look.referral_id])
        return format_html('<a href="{}">{}</a>', link, look.referral)

    @admin.display(description="read by this person that day")
    def read_that_day(self, look):
        return marked(look.read_that_day, MOST_READ_IN_A_DAY)

    @admin.display(description="searched by this person that day")
    def searched_that_day(self, look):
        return marked(look.searched_that_day, MOST_SEARCHED_IN_A_DAY)


def marked(count: int, most: int):
    return format_html('<b class="late">{}: unusually many</b>', count) if count > most else count


@admin.register(Group)
class GroupAdmin(LookOnly, StaffAdmin, admin.ModelAdmin):
    """What each role may; a group is what the roles say it is, after every start."""


class ConsentWordsForm(OvertakenForm):
    def clean(self):
        answers = super().clean()
        in_force = ConsentWords.objects.in_force()
        same = [answers.get(name) == getattr(in_force, name) for name in ("words_en", "words_es")]
        if all(same):
            raise ValidationError("These are the words in force: nothing was changed.")
        return answers


@admin.register(ConsentWords)
class ConsentWordsAdmin(StaffAdmin, TranslationAdmin):
    """New words are a new version; who changes them starts from the ones in force."""

    list_display = ["version", "made_at", "words"]
    fields = ["words"]
    form = ConsentWordsForm

    def rows_on_page(self, row):
        return [ConsentWords.objects.all()]  # so that both languages say the same

    def get_changeform_initial_data(self, request):
        now = ConsentWords.objects.in_force()
        return {"words_en": now.words_en, "words_es": now.words_es}

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(IntakeSettings)
class IntakeSettingsAdmin(OneRowAdmin, StaffAdmin, admin.ModelAdmin):
    fields = ["notice_email", "target_working_days", "tell_families"]
    fields += [f"keep_{status}" for status in Status.values]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if due := Referral.objects.due_for_emptying().count():
            messages.warning(
                request,
                f"With these days {due} referrals are past their last day: tonight at 3 what their"
                " families wrote is erased for good.",
            )
