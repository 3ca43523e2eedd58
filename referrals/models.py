"""What families send, and what staff do with it."""

import math
import uuid
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, Q, When, functions
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from njcmo_site import mail_files
from njcmo_site.plain_text import plain_address
from referrals import phones
from referrals.encryption import EncryptedTextField, HoldsEncrypted, lookup_hash
from referrals.mailboxes import mailbox
from referrals.references import LENGTH, new_reference, shown_reference
from referrals.working_days import (
    due_day,
    next_attempt,
    working_day_before,
)
from services.models import CareManagementOrganization, County
from services.models.ages import ChildAge

models.CharField.register_lookup(functions.Length)  # the constraints ask for it


class Relationship(models.TextChoices):
    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Legal guardian")
    FOSTER_PARENT = "foster_parent", _("Foster parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    OTHER_FAMILY = "other_family", _("Other family")
    PROFESSIONAL = "professional", _("Professional (doctor, teacher, therapist)")
    SELF = "self", _("It is about me")
    OTHER = "other", _("Other")


class ContactMethod(models.TextChoices):
    PHONE = "phone", _("Call me")
    TEXT = "text", _("Text me")
    EMAIL = "email", _("E-mail me")


class BestTime(models.TextChoices):
    ANY = "any", _("Any time")
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class PreferredLanguage(models.TextChoices):
    ENGLISH = "en", "English"  # each in its own language, whatever the language of the page
    SPANISH = "es", "Español"
    OTHER = "other", _("Another")


class PageLanguage(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"


class Concern(models.TextChoices):
    """What a family can tick; all but the last are topics of the occupational therapy hub."""

    AUTISM = "autism", _("Autism")
    ADHD = "adhd", _("ADHD, attention")
    SENSORY_ISSUES = "sensory-issues", _("Sensory issues")
    BEHAVIOR = "behavior", _("Behavior, big feelings")
    SPEECH_AND_OT = "speech-and-ot", _("Speech together with OT")
    OT_VS_PT = "ot-vs-pt", _("Not sure if OT or PT")
    NOT_SURE = "not-sure", _("I am not sure yet")


class Status(models.TextChoices):
    NEW = "new", "New"
    TRYING = "trying", "Called, not reached"
    IN_TOUCH = "in_touch", "In touch"
    CONNECTED = "connected", "Connected"
    CLOSED = "closed", "Closed"


class CloseReason(models.TextChoices):
    CONNECTED = "connected", "Connected with help"
    DECLINED = "declined", "Family declined"
    NOT_REACHED = "not_reached", "Not reached"
    NOT_FOR_US = "not_for_us", "Not for us"
    WITHDRAWN = "withdrawn", "Withdrawn by the family"
    SPAM = "spam", "Spam"
    LAST_DAY = "last_day", "Kept to its last day"  # set by the site, when it empties an open one


MOVES = {
    Status.NEW: (Status.TRYING, Status.IN_TOUCH, Status.CLOSED),
    Status.TRYING: (Status.IN_TOUCH, Status.CLOSED),
    Status.IN_TOUCH: (Status.CONNECTED, Status.CLOSED),
    Status.CONNECTED: (Status.CLOSED,),
    Status.CLOSED: (Status.IN_TOUCH,),
}

OPEN = [Status.NEW, Status.TRYING, Status.IN_TOUCH, Status.CONNECTED]
UNANSWERED = [Status.NEW, Status.TRYING]


class CallOutcome(models.TextChoices):
    REACHED = "reached", "Reached"
    LEFT_MESSAGE = "left_message", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    DO_NOT_CALL = "do_not_call", "Asked not to be called"


class HandOverReason(models.TextChoices):
    LANGUAGE = "language", "Speaks the family’s language"
    COUNTY = "county", "Responsible for the place where the child lives"
    ABSENCE = "absence", "Absence or leaving"
    WORKLOAD = "workload", "Too much work"
    KNOWN = "known", "Knows the family already"


HELD_FOR = timedelta(minutes=15)  # a family that “Next call” gave to somebody
NOTE_CAN_CHANGE_FOR = timedelta(minutes=15)
REVEALED_FOR = timedelta(minutes=15)
ENOUGH_TRIES = 3
MAILS_A_DAY = 3

PERSONAL_FIELDS = (
    "caregiver_name",
    "phone",
    "email",
    "language_other",
    "child_first_name",
    "message",
)
# What is erased with them: a stub tells reference, dates, county, concerns and reason.
FURTHER_ERASED_FIELDS = (
    "relationship",
    "contact_method",
    "best_time",
    "preferred_language",
    "child_age",
    "page_language",
    "consent_version",
    "consent_words",
    "consent_language",
)

NEWEST_FIRST = ["-received_at", "county", "handed_to", "closed_at", "suspected", "child_age"]


def all_empty(*names: str) -> Q:
    return Q(**dict.fromkeys(names, ""))


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


class ConsentWordsManager(models.Manager):
    def in_force(self) -> "ConsentWords":
        return self.latest("pk")

    def shown_as(self, version: str) -> "ConsentWords":
        """Those that a page showed when it was opened; the ones in force if it does not say."""
        return (version and self.filter(version=version).first()) or self.in_force()


class ConsentWords(models.Model):
    """What a caregiver agrees to by ticking the box; the newest row is in force.

    A row never changes: new words are a new version, and a referral keeps the ones that its family
    read.
    """

    version = models.CharField("version", max_length=20, unique=True, editable=False)
    words = models.TextField(
        "words",
        max_length=1000,
        help_text=(
            "Say who reads the request: NJCMO’s intake staff, and the CMO of the county where that"
            " takes requests itself. Say that we text those who chose a text message."
        ),
    )
    made_at = models.DateTimeField("in force since", default=timezone.now, editable=False)

    objects = ConsentWordsManager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "words of the consent"
        verbose_name_plural = "words of the consent"
        constraints = [
            models.CheckConstraint(
                name="consent_words_in_both_languages",
                condition=Q(words_en__isnull=False, words_es__isnull=False)
                & ~Q(words_en="")
                & ~Q(words_es=""),
            ),
        ]

    def __str__(self):
        return self.version

    def save(self, *args, **kwargs):
        """Name the version after its day: 2026-11-24, the next of that day 2026-11-24.2."""
        if not self.version:
            day = timezone.localdate(self.made_at).isoformat()
            earlier = ConsentWords.objects.filter(version__startswith=day).count()
            self.version = f"{day}.{earlier + 1}" if earlier else day
        super().save(*args, **kwargs)


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever works for a CMO sees what is for that CMO; NJCMO’s own staff see everything."""
        organization = StaffProfile.of(user).care_management_organization_id
        return self.for_organization(organization) if organization else self

    def for_organization(self, organization):
        """Of its counties, unless handed over to another one; and what others handed to it."""
        # Not an OR: for that SQLite sorts everything that is closed before it shows a page.
        counties = County.objects.filter(care_management_organization=organization)
        is_for_it = Case(
            When(handed_to=None, then=Q(county__in=counties)),
            default=Q(handed_to=organization),
            output_field=models.BooleanField(),
        )
        return self.filter(is_for_it)

    def open(self):
        """By the date and not by the status, so that the index of the open ones serves."""
        return self.filter(closed_at=None)

    def closed(self):
        """By the date as well, for the index of the closed ones."""
        return self.filter(closed_at__isnull=False)

    def believed(self):
        """What was not set apart as suspected spam."""
        return self.filter(suspected=False)

    def received_between(self, first: date | None, last: date | None):
        """On these days of New Jersey, both included; None leaves that end open."""
        received = self
        if first:
            received = received.filter(received_at__gte=start_of(first))
        if last:
            received = received.filter(received_at__lt=start_of(last + timedelta(days=1)))
        return received

    def suspected(self):
        return self.open().filter(suspected=True)

    def unread(self):
        """What nobody has taken up yet."""
        return self.open().believed().filter(status=Status.NEW)

    def unanswered(self):
        """The families that nobody has reached yet."""
        return self.open().believed().filter(status__in=UNANSWERED)

    def overdue(self):
        return self.unanswered().filter(due_on__lt=timezone.localdate())

    def to_call_today(self):
        """Due today, or due later and to be tried again by now."""
        again = Q(due_on__gt=timezone.localdate(), next_attempt_at__lte=timezone.now())
        return self.unanswered().filter(Q(due_on=timezone.localdate()) | again)

    def spanish_untouched(self):
        """Spanish-speaking families whom nobody has tried to reach for a working day."""
        since = working_day_before(timezone.now())
        return self.unread().filter(preferred_language="es", received_at__lte=since)

    def free_for(self, user):
        """What nobody else holds."""
        return self.filter(Q(held_until=None) | Q(held_until__lt=timezone.now()) | Q(held_by=user))

    def without_texts(self):
        """For a list: what is encrypted is neither loaded nor opened."""
        return self.defer(*[field.attname for field in self.model.encrypted_fields()])

    def with_contact(self, *, phone_hash="", email_hash=""):
        """Those with this phone or this e-mail address, found without decrypting anything."""
        same = Q()
        if phone_hash:
            same |= Q(phone_hash=phone_hash)
        if email_hash:
            same |= Q(email_hash=email_hash)
        return self.filter(same) if same else self.none()


INDEXES = [
    # The newest first, with all that is asked to count what somebody may see.
    models.Index(fields=NEWEST_FIRST, name="referral_newest"),
    models.Index(fields=NEWEST_FIRST, condition=Q(suspected=True), name="referral_suspected"),
    # Nobody tells SQLite how few are open (that would take ANALYZE). So each of these two
    # holds only what it is for, and neither is taken for the other.
    models.Index(
        fields=["county", "-received_at", "handed_to", "suspected", "child_age"],
        condition=Q(closed_at__isnull=False),
        name="referral_closed_of_county",
    ),
    models.Index(
        fields=["closed_at", "due_on", "received_at"],
        condition=Q(closed_at__isnull=True),
        name="referral_open",
    ),
]

CONSTRAINTS = [
    models.CheckConstraint(
        name="referral_reference_is_whole", condition=Q(reference__length=LENGTH)
    ),
    models.CheckConstraint(
        name="referral_choices_are_known",
        condition=Q(emptied_at__isnull=False)
        | Q(
            relationship__in=Relationship.values,
            contact_method__in=ContactMethod.values,
            best_time__in=["", *BestTime.values],
            preferred_language__in=PreferredLanguage.values,
            child_age__in=ChildAge.values,
            page_language__in=PageLanguage.values,
        ),
    ),
    models.CheckConstraint(
        name="referral_says_who_asks",
        condition=Q(emptied_at__isnull=False) | ~Q(caregiver_name=""),
    ),
    models.CheckConstraint(
        name="referral_can_be_answered",
        condition=Q(emptied_at__isnull=False)
        | (Q(contact_method="email") & ~Q(email=""))
        | (~Q(contact_method="email") & ~Q(phone="")),
    ),
    models.CheckConstraint(
        name="referral_names_other_language",
        condition=Q(emptied_at__isnull=False)
        | ~Q(preferred_language="other")
        | ~Q(language_other=""),
    ),
    models.CheckConstraint(
        name="referral_hash_goes_with_contact",
        condition=(Q(phone="", phone_hash="") | (~Q(phone="") & Q(phone_hash__length=64)))
        & (Q(email="", email_hash="") | (~Q(email="") & Q(email_hash__length=64))),
    ),
    models.CheckConstraint(
        name="referral_has_consent",
        condition=Q(emptied_at__isnull=False)
        | (
            ~Q(consent_version="")
            & ~Q(consent_words="")
            & Q(consent_language__in=PageLanguage.values)
        ),
    ),
    models.CheckConstraint(name="referral_status_is_known", condition=Q(status__in=Status.values)),
    models.CheckConstraint(
        name="referral_closed_has_date_and_reason",
        condition=Q(status="closed", closed_at__isnull=False, close_reason__in=CloseReason.values)
        | (~Q(status="closed") & Q(closed_at=None, close_reason="")),
    ),
    models.CheckConstraint(
        name="referral_emptied_is_closed_and_empty",
        condition=Q(emptied_at=None)
        | (
            Q(status="closed", assigned_to=None, handed_to=None)
            & all_empty(*PERSONAL_FIELDS, *FURTHER_ERASED_FIELDS, "phone_hash", "email_hash")
        ),
    ),
    models.CheckConstraint(
        name="referral_held_by_somebody_until",
        condition=Q(held_by=None, held_until=None)
        | Q(held_by__isnull=False, held_until__isnull=False),
    ),
]


class Referral(HoldsEncrypted):
    """A family’s request to be called. What the family wrote never changes.

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
    page_language = models.CharField("language of the page", max_length=2, choices=PageLanguage)

    caregiver_name = EncryptedTextField("caregiver’s name", row="reference")
    relationship = models.CharField("relationship", max_length=13, choices=Relationship)
    contact_method = models.CharField("contact method", max_length=5, choices=ContactMethod)
    phone = EncryptedTextField("phone", blank=True, row="reference")  # see phones.stored_form()
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email = EncryptedTextField("e-mail", blank=True, row="reference")
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    best_time = models.CharField("best time", max_length=9, choices=BestTime, blank=True)
    preferred_language = models.CharField(
        "preferred language", max_length=5, choices=PreferredLanguage
    )
    language_other = EncryptedTextField("other language", blank=True, row="reference")

    county = models.ForeignKey(
        County, verbose_name="county", on_delete=models.PROTECT, db_index=False
    )
    child_first_name = EncryptedTextField("child’s first name", blank=True, row="reference")
    child_age = models.CharField("child’s age", max_length=8, choices=ChildAge)
    concerns = models.JSONField("concerns", default=list, blank=True)  # Concern values
    message = EncryptedTextField("message", blank=True, row="reference")

    consent_version = models.CharField("version of the consent", max_length=20)
    consent_words = models.TextField("words of the consent")
    consent_language = models.CharField(
        "language of the consent", max_length=2, choices=PageLanguage
    )
    consented_at = models.DateTimeField("consented", default=timezone.now)

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
            ("see_all_numbers", "Can see numbers below ten"),
        ]
        indexes = INDEXES
        constraints = CONSTRAINTS

    def __str__(self):
        return shown_reference(self.reference)  # never a name: this reaches logs and page titles

    def save(self, *args, **kwargs):
        columns = kwargs.get("update_fields")
        if columns is None or {"phone", "email"} & set(columns):
            self.phone_hash = lookup_hash("phone", self.phone.partition("x")[0])
            self.email_hash = lookup_hash("email", plain_address(self.email).lower())
        super().save(*args, **kwargs)

    @property
    def consent(self) -> bool:
        """Whether the caregiver ticked the box. No referral is stored without."""
        return bool(self.consented_at)

    @property
    def shown_phone(self) -> str:
        return phones.display_form(self.phone) if self.phone else ""

    @property
    def shown_concerns(self) -> str:
        return "; ".join(str(Concern(concern).label) for concern in self.concerns)

    @property
    def promised_day(self) -> date | None:
        """The day that the family was told, on the page and in its mail; None for no promise."""
        return self.due_on if self.due_on_told else None

    @property
    def sent_by_helper(self) -> bool:
        """Whether somebody sent it who may not be the one to be called."""
        return self.relationship in {
            Relationship.GRANDPARENT,
            Relationship.OTHER_FAMILY,
            Relationship.PROFESSIONAL,
            Relationship.OTHER,
        }

    @property
    def mail_language(self) -> str:
        """The language that the caregiver prefers, or, if we do not write it, of the page."""
        known = self.preferred_language in PageLanguage.values
        return self.preferred_language if known else self.page_language

    @property
    def organization(self) -> CareManagementOrganization:
        """Whose families these are: of the county, unless it was handed over."""
        return self.handed_to or self.county.care_management_organization

    @property
    def is_unanswered(self) -> bool:
        return self.status in UNANSWERED and not self.suspected

    @property
    def is_overdue(self) -> bool:
        return self.is_unanswered and self.due_on < timezone.localdate()

    @property
    def waits(self) -> str:
        """How long the family has waited: "3 d 2 h", "22 h"; "0 h" by a clock that was set back."""
        waited = max(timezone.now() - self.received_at, timedelta())
        days, hours = divmod(waited // timedelta(hours=1), 24)
        return f"{days} d {hours} h" if days else f"{hours} h"

    def is_held_from(self, user) -> bool:
        """Whether “Next call” gave it to somebody else just now."""
        held = self.held_until is not None and self.held_until > timezone.now()
        return held and self.held_by != user

    @property
    def who_is_reaching(self) -> str:
        """Why somebody else has to wait, in words."""
        return f"{self.held_by} is reaching this family right now"

    @property
    def last_day(self) -> date | None:
        """The last day on which anybody can read it; None once it is emptied."""
        if self.emptied_at:
            return None
        days = IntakeSettings.current().days_kept(self.status)
        return timezone.localdate(self.status_since) + timedelta(days=days)

    @property
    def seems_unreachable(self) -> bool:
        return self.status == Status.TRYING and self.tries >= ENOUGH_TRIES

    @property
    def read_first(self) -> "Step | None":
        """The note that staff pinned before all others."""
        return self.steps.filter(pinned=True).first()

    def note_step(self, what: str, by=None, detail: str = "", note: str = "") -> "Step":
        """Note in the story of the referral what was just done, and by whom."""
        return self.steps.create(what=what, by=by, status=self.status, detail=detail, note=note)

    def latest_step(self) -> int:
        """Another after every change that staff make; 0 before the first."""
        return self.steps.aggregate(latest=models.Max("pk"))["latest"] or 0

    def lock_for(self, by=None) -> None:
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

    def move_to(self, status: str, close_reason: str = "", by=None, note: str = "") -> None:
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
            if not closing and not self.first_tried_at:
                changes["first_tried_at"] = now
            if status == Status.TRYING:
                changes |= {"tries": self.tries or 1, "next_attempt_at": next_attempt(now)}
            if status == Status.IN_TOUCH and not self.assigned_to_id:
                changes["assigned_to"] = by  # somebody looks after each family that was reached
            before = Status(self.status).label
            believed = ", not spam" if self.suspected and not closing else ""
            Referral.objects.filter(pk=self.pk).update(**changes)
            for name, value in changes.items():
                setattr(self, name, value)
            reason = f" ({CloseReason(close_reason).label})" if closing else ""
            detail = f"{before} → {Status(status).label}{reason}{believed}"
            self.note_step(Step.What.MOVED, by, detail, note)
            if close_reason == CloseReason.WITHDRAWN:
                self.empty()

    def correct_close_reason(self, close_reason: str, by=None, note: str = "") -> None:
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

    def look_alikes(self, user) -> "ReferralQuerySet":
        """Other referrals with this phone or e-mail, of those that this person may see."""
        same = Referral.objects.with_contact(phone_hash=self.phone_hash, email_hash=self.email_hash)
        others = same.visible_to(user).exclude(pk=self.pk)
        return others.select_related("county").without_texts()

    def is_revealed_to(self, user) -> bool:
        """Whether this person has said why, within the last 15 minutes."""
        return self.looks.lately_revealed_to(user).exists()

    def empty(self) -> None:
        """Erase for good what the family wrote, and what staff wrote of it; nothing else erases.

        A stub of the closed referral stays: reference, dates, county, concerns, reason.
        """
        erased = [*PERSONAL_FIELDS, *FURTHER_ERASED_FIELDS]
        for name in erased:
            setattr(self, name, "")
        self.page_number = None  # sent again, it is a request again
        self.assigned_to = self.handed_to = self.held_by = self.held_until = None
        self.next_attempt_at, self.tries, self.due_on_told = None, 0, False
        self.emptied_at = self.emptied_at or timezone.now()
        erased += ["phone_hash", "email_hash", "page_number", "assigned_to", "handed_to", "held_by"]
        erased += ["held_until", "next_attempt_at", "tries", "due_on_told", "emptied_at"]
        with transaction.atomic():
            self.save(update_fields=erased)
            self.notices.all().delete()
            self.steps.all().delete()
            Comparison.objects.filter(Q(one=self) | Q(other=self)).delete()
            transaction.on_commit(lambda: mail_files.erase(str(self)), robust=True)


class StepQuerySet(models.QuerySet):
    def notes(self):
        return self.exclude(note="")


class Step(HoldsEncrypted):
    """One step in the story of a referral: who did what, when, and what they noted.

    Goes with what the family wrote when the referral is emptied.
    """

    class What(models.TextChoices):
        MOVED = "moved", "Status"
        TRIED = "tried", "Tried to reach"
        TAKEN = "taken", "Taken"
        HANDED_OVER = "handed_over", "Handed over"
        RELEASED = "released", "Released: not spam"
        NOTED = "noted", "Note"

    referral = models.ForeignKey(
        "referrals.Referral", on_delete=models.PROTECT, related_name="steps"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the family, or the site by itself
        related_name="+",
    )
    what = models.CharField(max_length=11, choices=What)
    status = models.CharField("status after it", max_length=9, choices=Status)
    detail = models.CharField(max_length=250, blank=True)  # made by the site, never typed
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = EncryptedTextField(blank=True, row="number")
    pinned = models.BooleanField("read first", default=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="step_is_known",
                condition=Q(
                    what__in=["moved", "tried", "taken", "handed_over", "released", "noted"],
                    status__in=Status.values,
                ),
            ),
            models.CheckConstraint(
                name="step_note_has_words", condition=~Q(what="noted") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="step_pinned_has_note", condition=Q(pinned=False) | ~Q(note="")
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(pinned=True), name="step_one_read_first"
            ),
        ]

    def __str__(self):
        return f"{self.referral}: {self.get_what_display()}"

    @property
    def has_note(self) -> bool:
        """Without opening it."""
        return bool(vars(self)["note"])

    def can_be_changed_by(self, user) -> bool:
        """A note is its author’s for 15 minutes; then others may have acted on it."""
        fresh = timezone.now() - self.at < NOTE_CAN_CHANGE_FOR
        return self.has_note and self.by_id == user.pk and fresh

    def pin(self) -> None:
        """The one note to be read before the others."""
        with transaction.atomic():
            self.referral.steps.filter(pinned=True).update(pinned=False)
            Step.objects.filter(pk=self.pk).exclude(note="").update(pinned=True)


class Comparison(models.Model):
    """What somebody decided about two referrals with the same phone or e-mail."""

    one = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    same_family = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="comparison_once"),
            models.CheckConstraint(
                name="comparison_older_first", condition=Q(one__lt=models.F("other"))
            ),
        ]

    def __str__(self):
        return f"{self.one} and {self.other}: {'the same' if self.same_family else 'not the same'}"

    @classmethod
    def decide(cls, referral, other, same_family: bool, by) -> None:
        """Remember it for both; a later decision replaces an earlier one."""
        one, two = sorted([referral.pk, other.pk])
        answer = {"same_family": same_family, "decided_by": by, "decided_at": timezone.now()}
        cls.objects.update_or_create(one_id=one, other_id=two, defaults=answer)


class LookReason(models.TextChoices):
    """Why somebody reads what a family wrote. A fixed list: nothing personal can get in."""

    CALL = "call", "To reach the family"
    FAMILY_CALLED = "family_called", "The family got in touch"
    COMPARE = "compare", "To compare two referrals"
    SUPERVISION = "supervision", "Supervision of intake"
    FAMILY_ASKS = "family_asks", "The family asks what we hold"
    SPAM = "spam", "To see whether it is spam"
    REPORT = "report", "A report that has been approved"


class LookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Supervisors of a CMO see who looked at its families, and what its people searched."""
        organization = StaffProfile.of(user).care_management_organization_id
        if not organization:
            return self
        of_its_families = Referral.objects.visible_to(user).filter(pk=models.OuterRef("referral"))
        its_people = Q(person__profile__care_management_organization=organization)
        searched = Q(what=Look.What.SEARCHED) & its_people
        of_many = Q(what=Look.What.EXPORTED)  # its families may be among them
        # Not by a list of its referrals, which would be made of all there are.
        return self.filter(searched | of_many | models.Exists(of_its_families))

    def reading(self):
        """What puts a family’s name and contact before somebody’s eyes."""
        return self.filter(what__in=[Look.What.REVEALED, Look.What.PRINTED])

    def lately_revealed_to(self, user):
        lately = timezone.now() - REVEALED_FOR
        return self.filter(person=user, what=Look.What.REVEALED, at__gt=lately)

    def searches(self):
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

    def unusual(self, lately: timedelta):
        """Those of people and days, lately, with more than anybody can call or has to look for."""
        since = timezone.localdate() - lately
        theirs = Q(pk__in=[])
        for looks, most in (
            (Look.objects.reading(), MOST_READ_IN_A_DAY),
            (Look.objects.searches(), MOST_SEARCHED_IN_A_DAY),
        ):
            days = looks.filter(day__gte=since).order_by().values("person", "day")
            days = days.annotate(count=models.Count("pk")).filter(count__gt=most)[:100]
            for one in days:
                theirs |= Q(person=one["person"], day=one["day"])
        return self.filter(theirs)

    def search_again_at(self, user) -> datetime | None:
        """When this person may look for a phone or an e-mail again; None for now."""
        hour_ago = timezone.now() - timedelta(hours=1)
        lately = self.searches().filter(
            person=user, day__gte=timezone.localdate(hour_ago), at__gt=hour_ago
        )
        times = lately.order_by("-at").values_list("at", flat=True)
        too_many = times[MOST_SEARCHED_IN_AN_HOUR - 1 : MOST_SEARCHED_IN_AN_HOUR]
        return too_many[0] + timedelta(hours=1) if too_many else None


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


class OutgoingQuerySet(models.QuerySet):
    def resting(self):
        """What was refused for so long that it is no longer tried."""
        return self.filter(rests=True)

    def try_now(self) -> None:
        """Somebody has mended what was wrong, or hopes so."""
        self.update(due_at=timezone.now(), rests=False, refused_since=None)


class Outgoing(models.Model):
    """What is mailed, and how that went: see outbox.put_off()."""

    tries = models.PositiveIntegerField("failed tries", default=0, editable=False)
    refused_since = models.DateTimeField(null=True, editable=False)
    rests = models.BooleanField("is no longer tried", default=False, editable=False)
    # The exception’s class, never its text.
    last_error = models.CharField("last error", max_length=100, blank=True, editable=False)

    class Meta:
        abstract = True


class StaffProfileQuerySet(OutgoingQuerySet):
    def visible_to(self, user):
        """Whoever works for a CMO sees its people; NJCMO’s own staff see everybody."""
        organization = StaffProfile.of(user).care_management_organization_id
        return self.filter(care_management_organization=organization) if organization else self


class StaffProfile(Outgoing):
    """For whom a person works, which languages they speak, and whether they want e-mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    care_management_organization = models.ForeignKey(
        CareManagementOrganization,
        verbose_name="care management organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Sees the families of its counties only. Empty: NJCMO, and every county.",
    )
    languages = models.JSONField(
        "languages",
        default=list,
        blank=True,
        help_text="“Next call” gives this person families of these languages. None: of any.",
    )  # PreferredLanguage values
    daily_mail = models.BooleanField(
        "daily e-mail",
        default=True,
        help_text="On working days: how many requests wait, and a link. Nothing of a family.",
    )
    mailed_on = models.DateField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)  # of a daily mail that failed

    objects = StaffProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "staff profile"
        verbose_name_plural = "staff profile"

    def __str__(self):
        return "Staff profile"

    @classmethod
    def of(cls, user) -> "StaffProfile":
        """That of the person; an empty one where nobody has made it yet."""
        return getattr(user, "profile", None) or cls(user=user)


DAYS_KEPT = (30, 3650)


def days_kept_field(status: str, days: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        f"days to keep what is {status}",
        default=days,
        validators=[MinValueValidator(DAYS_KEPT[0]), MaxValueValidator(DAYS_KEPT[1])],
    )


class IntakeSettings(models.Model):
    """What intake staff decide for the whole site. One row."""

    notice_email = models.EmailField(
        "address for new requests",
        blank=True,
        help_text=(
            "New requests are announced here, by a count and a link; nothing that a family"
            " wrote leaves this site. Empty: nobody is told."
        ),
    )
    target_working_days = models.PositiveSmallIntegerField(
        "working days to answer a request",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Weekends and New Jersey’s state holidays are no working days.",
    )
    tell_families = models.BooleanField(
        "tell families that day",
        default=False,
        help_text=(
            "A promise: the day stands on the page after sending and in the e-mail. Requests that"
            " are already here keep what their family was told."
        ),
    )

    keep_new = days_kept_field("new", 365)
    keep_trying = days_kept_field("called, not reached", 365)
    keep_in_touch = days_kept_field("in touch", 730)
    keep_connected = days_kept_field("connected", 730)
    keep_closed = days_kept_field("closed", 365)

    class Meta:
        verbose_name = "intake settings"
        verbose_name_plural = "intake settings"
        constraints = [
            models.CheckConstraint(
                name="intake_settings_keep_a_month_to_ten_years",
                condition=Q(
                    keep_new__range=DAYS_KEPT,
                    keep_trying__range=DAYS_KEPT,
                    keep_in_touch__range=DAYS_KEPT,
                    keep_connected__range=DAYS_KEPT,
                    keep_closed__range=DAYS_KEPT,
                ),
            ),
            models.CheckConstraint(name="intake_settings_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="intake_settings_target_is_a_month_at_most",
                condition=Q(target_working_days__range=(1, 30)),
            ),
        ]

    def __str__(self):
        return "Intake settings"

    @classmethod
    def current(cls) -> "IntakeSettings":
        """The one row; before staff have saved it, one with every setting as it is by default."""
        return cls.objects.first() or cls(id=1)

    def due_day(self, received_at: datetime) -> date:
        return due_day(received_at, self.target_working_days)

    def days_kept(self, status: str) -> int:
        """How many days after its last change of status a referral is emptied."""
        return getattr(self, f"keep_{status}")


class Audience(models.TextChoices):
    INTAKE = "intake", "intake staff"
    CMO = "cmo", "the county’s CMO"
    FAMILY = "family", "the family"


def may_be_mailed(address: str) -> bool:
    """Count a mail to the family; False when its mailbox got three within a day.

    Not by the referrals: whoever would flood a stranger could take each request back, which
    then keeps no trace of the address.
    """
    return not Count.one_more(
        Count.Kind.MAILS, mailbox(address), most=MAILS_A_DAY, within=timedelta(days=1)
    )


class NoticeQuerySet(OutgoingQuerySet):
    def visible_to(self, user):
        visible = Referral.objects.visible_to(user).filter(pk=models.OuterRef("referral"))
        return self.filter(models.Exists(visible))

    def announce(self, referral: "Referral") -> None:
        """Have e-mails sent: to intake, to a CMO that takes requests itself, to the family."""
        organization = referral.county.care_management_organization
        audiences = [Audience.INTAKE]
        audiences += [Audience.CMO] if organization.notice_email else []
        audiences += [Audience.FAMILY] if referral.email and may_be_mailed(referral.email) else []
        self.bulk_create(self.model(referral=referral, audience=audience) for audience in audiences)

    def waiting(self):
        return self.filter(sent_at=None)

    def due(self):
        """What can be sent now: a notice to staff waits until its address has been entered."""
        due = self.waiting().filter(due_at__lte=timezone.now(), rests=False)
        due = due.exclude(
            audience=Audience.CMO, referral__county__care_management_organization__notice_email=""
        )
        if not IntakeSettings.current().notice_email:
            due = due.exclude(audience=Audience.INTAKE)
        return due


class Notice(Outgoing):
    """An e-mail about a referral. A row of the transaction that stores or releases the referral.

    Holds neither address nor text: both are made when it is sent, so that nothing a family wrote
    is stored twice.
    """

    referral = models.ForeignKey(
        "referrals.Referral", on_delete=models.CASCADE, related_name="notices"
    )
    audience = models.CharField("for", max_length=6, choices=Audience)
    made_at = models.DateTimeField("waiting since", default=timezone.now)
    due_at = models.DateTimeField("next try", default=timezone.now)
    sent_at = models.DateTimeField("sent", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        verbose_name = "e-mail that waits"
        verbose_name_plural = "e-mails that wait"
        indexes = [
            models.Index(fields=["due_at"], name="notice_waiting", condition=Q(sent_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "audience"], name="notice_one_for_each_audience"
            ),
            models.CheckConstraint(
                name="notice_audience_is_known", condition=Q(audience__in=Audience.values)
            ),
        ]

    def __str__(self):
        return str(self.referral)

    @property
    def organization(self) -> CareManagementOrganization:
        """Of the county; asked without the referral, which a lost key would keep us from."""
        return CareManagementOrganization.objects.get(counties__referral=self.referral_id)

    def told_together(self) -> "NoticeQuerySet":
        """This notice, and those which the same mail answers: one to staff counts every request."""
        alike = Notice.objects.waiting().filter(audience=self.audience)
        if self.audience == Audience.INTAKE:
            return alike
        if self.audience == Audience.CMO:
            return alike.filter(referral__county__care_management_organization=self.organization.pk)
        return alike.filter(pk=self.pk)


class AccountMailQuerySet(OutgoingQuerySet):
    def links(self):
        return self.filter(kind__in=[AccountMail.Kind.FORGOTTEN, AccountMail.Kind.LINK])

    def waiting(self):
        return self.filter(sent_at=None)

    def due(self):
        return self.waiting().filter(due_at__lte=timezone.now())


class AccountMail(Outgoing):
    """An e-mail to a member of staff about an account.

    Holds neither address nor text nor link: they are made when it is sent. Without an account it
    answers an address that nobody has: stored all the same, so that asking takes as long, and sent
    to nobody.
    """

    class Kind(models.TextChoices):
        FORGOTTEN = "forgotten", "a link for a forgotten password"
        LINK = "link", "a link for a new password"
        MADE = "made", "an account was made"
        FACTOR_ASKED = "factor_asked", "a reset of the second factor was asked for"
        FACTOR_DONE = "factor_done", "the second factor was reset"
        EMAIL_ASKED = "email_asked", "another e-mail address was asked for"
        EMAIL_DONE = "email_done", "the e-mail address was changed"
        CHANGED = "changed", "the account was closed or opened, or may do other things"

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    language = models.CharField(max_length=2, choices=PageLanguage, default=PageLanguage.ENGLISH)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "e-mail about an account"
        verbose_name_plural = "e-mails about accounts"
        constraints = [
            models.CheckConstraint(
                name="account_mail_language_is_known",
                condition=Q(language__in=PageLanguage.values),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class AccountChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(asked_at__gt=timezone.now() - CHANGE_WAITS_FOR)


CHANGE_WAITS_FOR = timedelta(days=2)


class AccountChange(models.Model):
    """What would open an account to another person, and so waits for a second one to confirm it."""

    class What(models.TextChoices):
        FACTOR = "factor", "a reset of the second factor"
        EMAIL = "email", "another e-mail address"

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="changes"
    )
    what = models.CharField(max_length=6, choices=What)
    email = models.EmailField(blank=True)  # the new one
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        verbose_name = "change of an account"
        verbose_name_plural = "changes of accounts"
        constraints = [
            models.UniqueConstraint(fields=["account", "what"], name="account_change_once"),
            models.CheckConstraint(
                name="account_change_of_factor_is_not_asked_by_its_owner",
                condition=~Q(what="factor", asked_by=models.F("account")),
            ),
        ]

    def __str__(self):
        return f"{self.account}: {self.get_what_display()}"

    def may_be_confirmed_by(self, person) -> bool:
        """Of those who look after accounts: neither who asked nor whose account it is."""
        return person.pk not in {self.asked_by_id, self.account_id}


class Count(models.Model):
    """How often something happened lately, such as mails to one mailbox.

    Of whom, it holds a keyed hash, and that until the time is over. In the database and not in the
    cache, which counts in two steps: of those who come at once, each would be the first.
    """

    class Kind(models.TextChoices):
        MAILS = "mails"
        REQUESTS = "requests"
        FORMS = "forms"
        TOLD = "told"  # mails to an address of staff, see outbox.note_told()

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=64, primary_key=True)  # lookup_hash of kind and whom
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self):
        return str(self.number)

    @classmethod
    def one_more(cls, kind: str, whom: str, most: int, within: timedelta) -> int:
        """Count it and return 0; or, when there were `most`, the seconds until it counts again."""
        key, now = lookup_hash(kind, whom), timezone.now()
        own, first = cls.objects.filter(key=key), cls(kind=kind, key=key, until=now + within)
        with transaction.atomic():
            cls.objects.bulk_create([first], ignore_conflicts=True)
            own.filter(until__lte=now).update(number=0, until=now + within)
            # The one step that decides. Others wait here, and see what it left.
            if own.filter(number__lt=most).update(number=models.F("number") + 1):
                return 0
            until = own.values_list("until", flat=True).first() or now  # forgotten at this instant
        return math.ceil((until - now).total_seconds())
