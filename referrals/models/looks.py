"""Who read what of a family’s data."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q, functions
from django.utils import timezone

from njcmo_site.events import note
from referrals.models.reasons import LookReason
from referrals.models.referral import Referral
from referrals.models.staff import StaffProfile
from referrals.models.work import REVEALED_FOR


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, user: User) -> Self:
        """Supervisors of a CMO see who looked at its families, and what its people searched."""
        profile = StaffProfile.of(user)
        if profile.for_njcmo:
            return self
        organization = profile.care_management_organization_id
        if not organization:
            return self.none()
        its_referral = Referral.objects.visible_to(user).filter(pk=models.OuterRef("referral"))
        its_people = Q(person__profile__care_management_organization=organization)
        searched = Q(what=Look.What.SEARCHED) & its_people
        of_many = Q(what=Look.What.EXPORTED)  # its families may be among them
        # Not by a list of its referrals, which would be made of all there are; nor by Exists, of
        # which PostgreSQL makes that list itself where memory is enough for it.
        looks = self.alias(its_referral=models.Subquery(its_referral.values("pk")[:1]))
        return looks.filter(searched | of_many | Q(its_referral__isnull=False))

    def note(
        self,
        person: User,
        what: str,
        referral: "Referral | None" = None,
        reason: str = "",
        detail: str = "",
    ) -> "Look":
        """One row for a person who opens a family several times within a quarter of an hour."""
        if what == Look.What.OPENED:
            lately = timezone.now() - ONE_LOOK
            if look := self.filter(person=person, referral=referral, at__gt=lately).first():
                return look
        about = str(referral) if referral else ""
        note("look", what=what, account=person.pk, referral=about, reason=reason)
        return self.create(
            person=person, what=what, referral=referral, reason=reason, detail=detail
        )

    def reading(self) -> Self:
        """What puts a family’s name and contact before somebody’s eyes."""
        return self.filter(what__in=[Look.What.REVEALED, Look.What.PRINTED])

    def lately_revealed_to(self, user: User) -> Self:
        lately = timezone.now() - REVEALED_FOR
        return self.filter(person=user, what=Look.What.REVEALED, at__gt=lately)

    def searches(self) -> Self:
        """What tells whether a phone number or an e-mail address is here."""
        return self.filter(what=Look.What.SEARCHED)

    def count_of_that_day(self):
        """How many of these the person of an outer look had on its day."""
        that_day = (
            self.filter(person=models.OuterRef("person"), day=models.OuterRef("day"))
            .order_by()
            .values("person")
            .annotate(count=models.Count("pk"))
            .values("count")
        )
        return functions.Coalesce(models.Subquery(that_day), 0)

    def with_counts_of_that_day(self):
        """Each with `read_that_day` and `searched_that_day`: how often its person did, that day."""
        return self.annotate(
            read_that_day=Look.objects.reading().count_of_that_day(),
            searched_that_day=Look.objects.searches().count_of_that_day(),
        )

    def unusual(self, lately: timedelta) -> Self:
        """Those of people and days, lately, with more than anybody can call or has to look for."""
        since = timezone.localdate() - lately
        theirs = Q(pk__in=[])
        for looks, most in (
            (Look.objects.reading(), MOST_READ_IN_A_DAY),
            (Look.objects.searches(), MOST_SEARCHED_IN_A_DAY),
        ):
            by_day = looks.filter(day__gte=since).order_by().values("person", "day")
            days = by_day.annotate(count=models.Count("pk")).filter(count__gt=most)[:100]
            for one in days:
                theirs |= Q(person=one["person"], day=one["day"])
        return self.filter(theirs)

    def search_again_at(self, user: User) -> datetime | None:
        """When this person may look for a phone or an e-mail again; None for now."""
        hour_ago = timezone.now() - timedelta(hours=1)
        lately = self.searches().filter(
            person=user, day__gte=timezone.localdate(hour_ago), at__gt=hour_ago
        )
        times = lately.order_by("-at").values_list("at", flat=True)
        too_many = times[MOST_SEARCHED_IN_AN_HOUR - 1 : MOST_SEARCHED_IN_AN_HOUR]
        return too_many[0] + timedelta(hours=1) if too_many else None


ONE_LOOK = timedelta(minutes=15)
MOST_READ_IN_A_DAY = 40
MOST_SEARCHED_IN_A_DAY = 40
MOST_SEARCHED_IN_AN_HOUR = 60  # one a minute: no call ends so soon


class Look(models.Model):
    """Who read what of a family’s data, when and why. A row is never changed or deleted."""

    class What(models.TextChoices):
        OPENED = "opened", "Opened"
        REVEALED = "revealed", "Revealed"
        SEARCHED = "searched", "Searched by contact"
        PRINTED = "printed", "Printed"
        EXPORTED = "exported", "Exported"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looks"
    )
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField(default=timezone.localdate)  # of New Jersey
    what = models.CharField(max_length=8, choices=What)
    referral = models.ForeignKey(
        "referrals.Referral", on_delete=models.PROTECT, null=True, related_name="looks"
    )
    detail = models.CharField(max_length=500, blank=True)  # made by the site, never typed
    reason = models.CharField(max_length=13, choices=LookReason, blank=True)

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = "look at a family’s data"
        verbose_name_plural = "looks at families’ data"
        indexes = [
            models.Index(fields=["day", "person", "what"], name="look_by_day_and_person"),
            models.Index(fields=["-at"], name="look_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="look_is_of_a_referral",
                condition=Q(what__in=["searched", "exported"], referral=None)
                | Q(what__in=["opened", "revealed", "printed"], referral__isnull=False),
            ),
            models.CheckConstraint(
                name="look_has_reason",
                condition=Q(what="opened", reason="") | Q(reason__in=LookReason.values),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_what_display()}"
