"""Which referrals are meant by a word."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone

from referrals.models.answers import PreferredLanguage
from referrals.models.reasons import CloseReason
from referrals.models.staff import StaffProfile
from referrals.models.work import CALLED, IN_CONTACT, QUIET_AFTER, UNANSWERED, Status
from referrals.working_days import working_day_before
from services.models import CareManagementOrganization, County

if TYPE_CHECKING:
    from referrals.models.referral import Referral  # noqa: F401  it stands in a text below


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> Self:
        """Whoever works for a CMO sees what is for that CMO; NJCMO’s own staff see everything."""
        profile = StaffProfile.of(user)
        if profile.works_for_nobody:
            return self.none()
        organization = profile.care_management_organization_id
        return self.for_organization(organization) if organization else self

    def for_organization(self, organization: CareManagementOrganization | int) -> Self:
        """Of its counties, unless handed over to another one; and what others handed to it."""
        # Not an OR: for that SQLite sorts everything that is closed before it shows a page.
        counties = County.objects.filter(care_management_organization=organization)
        is_for_it = Case(
            When(handed_to=None, then=Q(county__in=counties)),
            default=Q(handed_to=organization),
            output_field=models.BooleanField(),
        )
        return self.filter(is_for_it)

    def open(self) -> Self:
        """By the date and not by the status, so that the index of the open ones serves."""
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        """By the date as well, for the index of the closed ones."""
        return self.filter(closed_at__isnull=False)

    def believed(self) -> Self:
        """What was not set apart as suspected spam."""
        return self.filter(suspected=False)

    def counted(self) -> Self:
        """What numbers count: what is believed, and of requests of one family only one."""
        return self.believed().exclude(close_reason=CloseReason.DUPLICATE)

    def received_between(self, first: date | None, last: date | None) -> Self:
        """On these days of New Jersey, both included; None leaves that end open."""
        received = self
        if first:
            received = received.filter(received_at__gte=start_of(first))
        if last:
            received = received.filter(received_at__lt=start_of(last + timedelta(days=1)))
        return received

    def suspected(self) -> Self:
        return self.open().filter(suspected=True)

    def unread(self) -> Self:
        """What nobody has taken up yet."""
        return self.open().believed().filter(status=Status.NEW)

    def unanswered(self) -> Self:
        """The families that nobody has reached yet."""
        return self.open().believed().filter(status__in=UNANSWERED)

    def overdue(self) -> Self:
        return self.unanswered().filter(due_on__lt=timezone.localdate())

    def to_call_today(self) -> Self:
        """Due today, or due later and to be tried again by now."""
        again = Q(due_on__gt=timezone.localdate(), next_attempt_at__lte=timezone.now())
        return self.unanswered().filter(Q(due_on=timezone.localdate()) | again)

    def to_try_later(self) -> Self:
        """Tried, and left alone until the next try."""
        later = Q(next_attempt_at=None) | Q(next_attempt_at__gt=timezone.now())
        tried = self.unanswered().filter(status=Status.TRYING)
        return tried.filter(later, due_on__gt=timezone.localdate())

    def spanish_untouched(self) -> Self:
        """Spanish-speaking families whom nobody has tried to reach for a working day."""
        since = working_day_before(timezone.now())
        return self.unread().filter(preferred_language="es", received_at__lte=since)

    def by_next_day(self) -> Self:
        """The earliest first: of a family to reach its due day, of others their next step."""
        day = Case(When(status__in=UNANSWERED, then=F("due_on")), default=F("next_step_on"))
        return self.order_by(day.asc(nulls_last=True), "received_at")

    def needing_spanish_speaker(self) -> Self:
        """Spanish-speaking families that nobody has who speaks Spanish."""
        speakers = StaffProfile.objects.speaking(PreferredLanguage.SPANISH)
        families = self.open().believed().filter(preferred_language=PreferredLanguage.SPANISH)
        return families.exclude(assigned_to__in=speakers)

    def with_nobody(self) -> Self:
        """Families in contact that nobody has: “Next call” gives them to nobody either."""
        return self.open().believed().filter(status__in=IN_CONTACT, assigned_to=None)

    def gone_quiet(self) -> Self:
        """Families with whom nothing has happened since a call two weeks ago or longer, and nothing
        is planned."""
        since = timezone.now() - QUIET_AFTER
        called = self.open().believed().filter(status__in=CALLED, first_tried_at__lte=since)
        idle = called.exclude(steps__at__gt=since)
        return idle.exclude(next_step_on__gte=timezone.localdate())

    def free_for(self, user: User) -> Self:
        """What nobody else holds."""
        return self.filter(Q(held_until=None) | Q(held_until__lt=timezone.now()) | Q(held_by=user))

    def without_texts(self) -> Self:
        """For a list: what is encrypted is neither loaded nor opened."""
        return self.defer(*[field.attname for field in self.model.encrypted_fields()])

    def with_contact(
        self, *, phone_hash: Iterable[str] = (), email_hash: Iterable[str] = ()
    ) -> Self:
        """Those with one of these phones or e-mail addresses, found without decrypting anything;
        see lookup_hashes().

        A number is the same family’s whether it is its first or its second one.
        """
        numbers, addresses = list(filter(None, phone_hash)), list(filter(None, email_hash))
        same = Q()
        if numbers:
            same |= Q(phone_hash__in=numbers) | Q(second_phone_hash__in=numbers)
        if addresses:
            same |= Q(email_hash__in=addresses)
        return self.filter(same) if same else self.none()
