"""By what a list of staff is narrowed."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest

from njcmo_site.editing.types import StaffRequest
from referrals.models import StaffProfile
from referrals.models.people import name_of
from referrals.models.work import QUIET_AFTER, Status


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
        if self.value() == Status.CLOSED or lists_closed_by_mistake(request):
            return queryset.closed()
        rows = queryset.open()
        return rows.filter(status=self.value()) if self.value() in Status.values else rows


def lists_closed_by_mistake(request: HttpRequest) -> bool:
    """Perhaps: what was set apart, and closed."""
    return request.GET.get("suspected") == "closed"


def lists_open_ones(request: HttpRequest) -> bool:
    if lists_closed_by_mistake(request):
        return False
    return request.GET.get(StatusFilter.parameter_name, "") not in {Status.CLOSED, "all"}


class DueFilter(admin.SimpleListFilter):
    title = "families to reach"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [
            ("overdue", "Overdue"),
            ("today", "Today"),
            ("later", "Tried, and to be tried again"),
            ("nobody", "In touch or connected, and with nobody"),
            ("spanish", "In Spanish, untouched for a working day"),
            ("speaker", "Needs a Spanish speaker"),
            ("quiet", f"Gone quiet: nothing for {QUIET_AFTER.days} days after a call"),
        ]

    def queryset(self, request, queryset):
        parts = {
            "overdue": queryset.overdue,
            "today": queryset.to_call_today,
            "later": queryset.to_try_later,
            "nobody": queryset.with_nobody,
            "spanish": queryset.spanish_untouched,
            "speaker": queryset.needing_spanish_speaker,
            "quiet": queryset.gone_quiet,
        }
        part = self.value()
        return parts[part]() if part in parts else queryset


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
        taken = self.value()
        if taken in waiting:
            return queryset.open().filter(**waiting[taken])
        return queryset


def of_their_cmo(request: StaffRequest, path: str) -> dict[str, int] | None:
    """What the choices of a filter are limited to; None for NJCMO’s own staff."""
    profile = StaffProfile.of(request.user)
    return None if profile.for_njcmo else {path: profile.care_management_organization_id or 0}


class CountyFilter(admin.RelatedFieldListFilter):
    """The counties of the person’s CMO; for NJCMO’s own staff every county."""

    def field_choices(self, field, request, model_admin):
        limit = of_their_cmo(request, "care_management_organization")
        return field.get_choices(include_blank=False, limit_choices_to=limit)


class PersonFilter(admin.RelatedFieldListFilter):
    """The people of the person’s CMO; for NJCMO’s own staff everybody."""

    def field_choices(self, field, request, model_admin):
        limit = of_their_cmo(request, "profile__care_management_organization")
        people = User.objects.filter(**limit or {}).filter(is_staff=True)
        return sorted(
            ((one.pk, name_of(one)) for one in people), key=lambda choice: choice[1].lower()
        )


class SuspectedFilter(admin.SimpleListFilter):
    """Keeps what looks like spam apart, unless somebody asks for it or looks for a reference."""

    title = "spam"
    parameter_name = "suspected"

    def lookups(self, request, model_admin):
        return [("yes", "Suspected"), ("closed", "Suspected, and closed"), ("all", "All")]

    def choices(self, changelist):
        choices = list(super().choices(changelist))
        return [choices[0] | {"display": "Not suspected"}, *choices[1:]]

    def queryset(self, request, queryset):
        if self.value() in {"yes", "closed"}:
            return queryset.filter(suspected=True)
        return queryset if self.value() else queryset.believed()
