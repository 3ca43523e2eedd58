"""A request of a family, and how far it is."""

from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from njcmo_site import erased_references, mail_files
from referrals.models.answers import ContactMethod, PreferredLanguage, RequestSource
from referrals.models.asked import Asked
from referrals.models.comparisons import Comparison
from referrals.models.hand_overs import HandOver
from referrals.models.people import name_of
from referrals.models.queries import ReferralQuerySet
from referrals.models.reasons import CloseReason
from referrals.models.rules import CONSTRAINTS, ERASED, INDEXES, NOTHING
from referrals.models.settings import IntakeSettings
from referrals.models.staff import StaffProfile
from referrals.models.story import Step
from referrals.models.work import ENOUGH_TRIES, IN_CONTACT, MOVES, UNANSWERED, Status
from referrals.references import LENGTH, new_reference, shown_reference
from referrals.working_days import next_attempt
from services.models import CareManagementOrganization


class Referral(Asked):
    """A family’s request to be called, and what becomes of it.

    `suspected` (of being spam) and `emptied_at` (when the personal fields were erased) are facts
    beside the status.
    """

    reference = models.CharField(
        "reference", max_length=LENGTH, unique=True, default=new_reference, editable=False
    )
    page_number = models.UUIDField(
        "number of the page",
        null=True,
        unique=True,
        editable=False,
        help_text="Random number of the form that was sent: sending it twice makes one referral.",
    )
    received_at = models.DateTimeField("received", default=timezone.now)
    due_on = models.DateField("to be answered by")  # see working_days.due_day()
    due_on_told = models.BooleanField("the family was told that day", default=False)
    source = models.CharField(
        "how it came",
        max_length=12,
        choices=RequestSource,
        default=RequestSource.WEB,
        db_default=RequestSource.WEB,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="entered by",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    status = models.CharField("status", max_length=9, choices=Status, default=Status.NEW)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    close_reason = models.CharField(
        "reason for closing", max_length=11, choices=CloseReason, blank=True
    )
    status_since = models.DateTimeField("in this status since", default=timezone.now)
    suspected = models.BooleanField("suspected spam", default=False)

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="taken by",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
    )
    handed_to = models.ForeignKey(
        CareManagementOrganization,
        verbose_name="handed over to",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals_handed_over",
    )
    tries = models.PositiveSmallIntegerField("tries to reach the family", default=0)
    first_tried_at = models.DateTimeField("first try", null=True, blank=True)
    next_attempt_at = models.DateTimeField("next try", null=True, blank=True)
    next_step_on = models.DateField("next step on", null=True, blank=True)
    wrong_number = models.BooleanField("the phone number is wrong", default=False, db_default=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="held_referrals",
    )
    held_until = models.DateTimeField(null=True, blank=True)

    emptied_at = models.DateTimeField("emptied", null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        verbose_name = "referral"
        verbose_name_plural = "referrals"
        permissions = [
            ("export_referral", "Can export referrals"),
        ]
        indexes = INDEXES
        constraints = CONSTRAINTS

    def __str__(self):
        return shown_reference(self.reference)  # never a name: this reaches logs and page titles

    @property
    def promised_day(self) -> date | None:
        """The day that the family was told, on the page and in its mail; None for no promise."""
        return self.due_on if self.due_on_told else None

    @property
    def awaited_day(self) -> date | None:
        """The promised day, until somebody reached the family or the request is closed."""
        return self.promised_day if self.status in UNANSWERED else None

    @property
    def organization(self) -> CareManagementOrganization:
        """Whose families these are: of the county, unless it was handed over."""
        return self.handed_to or self.county.care_management_organization

    @property
    def is_unanswered(self) -> bool:
        return self.status in UNANSWERED and not self.suspected

    @property
    def seems_urgent(self) -> bool:
        """Whether its message speaks of danger, and nobody has reached the family yet."""
        return self.may_be_urgent and self.status in UNANSWERED

    @property
    def is_in_contact(self) -> bool:
        """Whether somebody reached the family, and still looks after it."""
        return self.status in IN_CONTACT

    @property
    def can_be_called(self) -> bool:
        return self.is_unanswered or self.is_in_contact

    @property
    def reach_by(self) -> str:
        """The way the family chose; by e-mail if its number turned out to be wrong."""
        by_email = self.wrong_number and self.email_hash
        return ContactMethod.EMAIL if by_email else self.contact_method

    @property
    def last_four(self) -> str:
        """What we say first on the phone, by which a family knows that it is us."""
        return self.reference[-4:]

    @property
    def next_day(self) -> date | None:
        """On which somebody has to do something; None for one in contact without a next step."""
        return self.due_on if self.is_unanswered else self.next_step_on

    @property
    def next_day_is_past(self) -> bool:
        return self.next_day is not None and self.next_day < timezone.localdate()

    @property
    def is_overdue(self) -> bool:
        return self.is_unanswered and self.due_on < timezone.localdate()

    @property
    def needs_spanish_speaker(self) -> bool:
        """Until somebody has the family who speaks Spanish."""
        if self.preferred_language != PreferredLanguage.SPANISH or self.status == Status.CLOSED:
            return False
        speaks = StaffProfile.of(self.assigned_to).languages if self.assigned_to else []
        return PreferredLanguage.SPANISH not in speaks

    @property
    def waits(self) -> str:
        """How long the family has waited: "3 d 2 h", "22 h"; "0 h" by a clock that was set back."""
        waited = max(timezone.now() - self.received_at, timedelta())
        days, hours = divmod(waited // timedelta(hours=1), 24)
        return f"{days} d {hours} h" if days else f"{hours} h"

    @property
    def is_held(self) -> bool:
        return self.held_until is not None and self.held_until > timezone.now()

    def is_held_from(self, user: User) -> bool:
        """Whether “Next call” gave it to somebody else just now."""
        return self.is_held and self.held_by != user

    @property
    def who_is_reaching(self) -> str:
        """Why somebody else has to wait, in words."""
        return f"{name_of(self.held_by)} is reaching this family right now"

    @property
    def last_day(self) -> date | None:
        """The last day on which anybody can read it; None once it is emptied."""
        if self.emptied_at:
            return None
        return IntakeSettings.current().last_day(self.status, self.status_since)

    @property
    def seems_unreachable(self) -> bool:
        return self.status == Status.TRYING and self.tries >= ENOUGH_TRIES

    @property
    def read_first(self) -> "Step | None":
        """The note that staff pinned before all others."""
        return self.steps.filter(pinned=True).first()

    def note_step(
        self, what: str, by: User | None = None, detail: str = "", note: str = ""
    ) -> "Step":
        """Note in the story of the referral what was just done, and by whom."""
        return self.steps.create(what=what, by=by, status=self.status, detail=detail, note=note)

    def latest_step(self) -> int:
        """Another after every change that staff make; 0 before the first."""
        return self.steps.aggregate(latest=models.Max("pk"))["latest"] or 0

    def lock_for(self, by: User | None = None) -> None:
        """Read this row anew, and keep others from changing it until the transaction ends.

        Raises ValueError when “Next call” gave the family to somebody else. The family itself and
        the site, without a person, wait for nobody.
        """
        self.refresh_from_db(from_queryset=Referral.objects.select_for_update())
        if by and self.is_held_from(by):
            raise ValueError(self.who_is_reaching)

    def next_statuses(self) -> list[Status]:
        """The statuses that this referral can be given next; none once it is emptied.

        An open one that is suspected is released first, or closed. To take up a closed one is to
        believe it.
        """
        moves = [] if self.emptied_at else list(MOVES[Status(self.status)])
        apart = self.suspected and self.status != Status.CLOSED
        return [Status.CLOSED] if apart else moves

    def move_to(
        self, status: str, close_reason: str = "", by: User | None = None, note: str = ""
    ) -> None:
        """Give the referral its next status, and note when, by whom and why.

        A request that the family took back is emptied. Raises ValueError when the move is not
        allowed, when a reason is missing or out of place, when somebody else moved the referral
        since it was read, or is reaching the family.
        """
        read = self.status
        with transaction.atomic():
            self.lock_for(by)
            if self.status != read:
                raise ValueError("somebody else has changed the status")
            if status not in self.next_statuses():
                raise ValueError(f"{self.status} cannot become {status}")
            closing = status == Status.CLOSED
            if closing != (close_reason in CloseReason.values):
                raise ValueError("a referral is closed with a reason, and only closed with one")
            now = timezone.now()
            changes = {
                "status": status,
                "status_since": now,
                "suspected": self.suspected and closing,
                "close_reason": close_reason,
                "closed_at": now if closing else None,
                "next_attempt_at": None,
                "held_by": None,
                "held_until": None,
            }
            if closing:
                changes["next_step_on"] = None
            if not closing and not self.first_tried_at:
                changes["first_tried_at"] = now
            if status == Status.TRYING:
                changes |= {
                    "tries": self.tries or 1,
                    "next_attempt_at": next_attempt(now, self.best_time),
                }
            if status == Status.IN_TOUCH and not self.assigned_to_id:
                changes["assigned_to"] = by  # somebody looks after each family that was reached
            before = Status(self.status).label
            believed = ", not spam" if self.suspected and not closing else ""
            if closing:
                HandOver.objects.filter(referral=self).delete()  # nothing is left to be answered
            Referral.objects.filter(pk=self.pk).update(**changes)
            for name, value in changes.items():
                setattr(self, name, value)
            reason = f" ({CloseReason(close_reason).label})" if closing else ""
            detail = f"{before} → {Status(status).label}{reason}{believed}"
            self.note_step(Step.What.MOVED, by, detail, note)
            if close_reason == CloseReason.WITHDRAWN:
                self.empty()

    def correct_close_reason(
        self, close_reason: str, by: User | None = None, note: str = ""
    ) -> None:
        """Replace the reason of a closed referral; ValueError when it is not, or no reason.

        That a family took its request back stays said.
        """
        with transaction.atomic():
            self.lock_for(by)
            if self.status != Status.CLOSED or close_reason not in CloseReason.values:
                raise ValueError("only a closed referral has a reason")
            if self.emptied_at:
                raise ValueError("an emptied referral keeps its reason")
            before = CloseReason(self.close_reason).label
            self.close_reason = close_reason
            self.save(update_fields=["close_reason"])
            detail = f"Closed ({before}) → Closed ({CloseReason(close_reason).label})"
            self.note_step(Step.What.MOVED, by, detail, note)
            if close_reason == CloseReason.WITHDRAWN:
                self.empty()

    def look_alikes(self, user: User) -> "ReferralQuerySet":
        """Other referrals with this phone or e-mail, of those that this person may see."""
        numbers = [self.phone_hash, self.second_phone_hash]
        same = Referral.objects.with_contact(phone_hash=numbers, email_hash=[self.email_hash])
        others = same.visible_to(user).exclude(pk=self.pk)
        return others.select_related("county").without_texts()

    def is_revealed_to(self, user: User) -> bool:
        """Whether this person has said why, within the last 15 minutes."""
        return self.looks.lately_revealed_to(user).exists()

    def empty(self) -> None:
        """Erase for good what the family wrote, and what staff wrote of it; nothing else erases.

        A stub of the closed referral stays: reference, dates, county, concerns, reason.
        """
        for name in ERASED:
            setattr(self, name, NOTHING.get(name, ""))
        self.page_number = None  # sent again, it is a request again
        self.assigned_to = self.handed_to = self.held_by = self.held_until = None
        self.entered_by, self.source, self.wrong_number = None, "", False
        self.next_attempt_at, self.tries, self.due_on_told = None, 0, False
        self.may_be_urgent = False
        self.emptied_at = self.emptied_at or timezone.now()
        work = ["page_number", "assigned_to", "handed_to", "held_by", "held_until"]
        work += ["next_attempt_at", "tries", "due_on_told", "may_be_urgent", "emptied_at"]
        work += ["entered_by", "source", "wrong_number"]
        with transaction.atomic():
            self.save(update_fields=[*ERASED, *work])
            self.notices.all().delete()
            self.steps.all().delete()
            HandOver.objects.filter(referral=self).delete()
            Comparison.objects.filter(Q(one=self) | Q(other=self)).delete()
            transaction.on_commit(lambda: mail_files.erase(str(self)), robust=True)
            transaction.on_commit(partial(erased_references.note, [self.reference]), robust=True)
