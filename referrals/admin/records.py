"""What nobody writes by hand: e-mails that wait, looks at families’ data."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from njcmo_site.editing.base import LookOnly, StaffAdmin
from referrals.admin.filters import PersonFilter
from referrals.admin.paginator import CappedPaginator
from referrals.mail.outbox import ORGANIZATION, REFUSED_FOR_GOOD, try_staff_again
from referrals.models import Count, IntakeSettings, Look, Notice, Referral
from referrals.models.looks import MOST_READ_IN_A_DAY, MOST_SEARCHED_IN_A_DAY
from referrals.models.notices import Audience
from referrals.models.people import name_of

# What a list of other rows leaves where it is.
TEXTS_OF_THE_REFERRAL = [f"referral__{field.attname}" for field in Referral.encrypted_fields()]


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
            days = REFUSED_FOR_GOOD.days
            return f"refused for {days} days ({notice.last_error}); no longer tried"
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

    list_display = ["at", "person_shown", "what", "referral_shown", "reason", "detail"]
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

    @admin.display(description="person", ordering="person")
    def person_shown(self, look):
        return name_of(look.person)

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


def marked(count: int, most: int) -> SafeString | int:
    return format_html('<b class="late">{}: unusually many</b>', count) if count > most else count
