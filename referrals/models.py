"""What families send, and what staff do with it."""

from datetime import date, datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from njcmo_site.localized import state_of
from referrals import phones
from referrals.encryption import EncryptedTextField, lookup_hash
from referrals.references import LENGTH, new_reference, shown_reference
from referrals.working_days import due_day
from services.models import ChildAge, County

models.CharField.register_lookup(Length)  # the constraints ask for it


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


MOVES = {
    Status.NEW: (Status.TRYING, Status.IN_TOUCH, Status.CLOSED),
    Status.TRYING: (Status.IN_TOUCH, Status.CLOSED),
    Status.IN_TOUCH: (Status.CONNECTED, Status.CLOSED),
    Status.CONNECTED: (Status.CLOSED,),
    Status.CLOSED: (Status.IN_TOUCH,),
}

PERSONAL_FIELDS = (
    "caregiver_name",
    "phone",
    "email",
    "language_other",
    "child_first_name",
    "message",
)


def all_empty(*names: str) -> Q:
    return Q(**dict.fromkeys(names, ""))


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
    def open(self):
        return self.exclude(status=Status.CLOSED)

    def believed(self):
        """What was not set apart as suspected spam."""
        return self.filter(suspected=False)

    def unread(self):
        """What nobody has taken up yet."""
        return self.believed().filter(status=Status.NEW)


class Referral(models.Model):
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
    received_at = models.DateTimeField("received", default=timezone.now, db_index=True)
    due_on = models.DateField("to be answered by")  # see working_days.due_day()
    due_on_told = models.BooleanField("the family was told that day", default=False)
    page_language = models.CharField("language of the page", max_length=2, choices=PageLanguage)

    caregiver_name = EncryptedTextField("caregiver’s name")
    relationship = models.CharField("relationship", max_length=13, choices=Relationship)
    contact_method = models.CharField("contact method", max_length=5, choices=ContactMethod)
    phone = EncryptedTextField("phone", blank=True)  # see phones.stored_form()
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email = EncryptedTextField("e-mail", blank=True)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    best_time = models.CharField("best time", max_length=9, choices=BestTime, blank=True)
    preferred_language = models.CharField(
        "preferred language", max_length=5, choices=PreferredLanguage
    )
    language_other = EncryptedTextField("other language", blank=True)

    county = models.ForeignKey(County, verbose_name="county", on_delete=models.PROTECT)
    child_first_name = EncryptedTextField("child’s first name", blank=True)
    child_age = models.CharField("child’s age", max_length=8, choices=ChildAge)
    concerns = models.JSONField("concerns", default=list, blank=True)  # Concern values
    message = EncryptedTextField("message", blank=True)

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
    suspected = models.BooleanField("suspected spam", default=False)
    emptied_at = models.DateTimeField("emptied", null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        verbose_name = "referral"
        verbose_name_plural = "referrals"
        indexes = [models.Index(fields=["status", "-received_at"], name="referral_by_status")]
        constraints = [
            models.CheckConstraint(
                name="referral_reference_is_whole", condition=Q(reference__length=LENGTH)
            ),
            models.CheckConstraint(
                name="referral_choices_are_known",
                condition=Q(
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
                condition=~Q(consent_version="")
                & ~Q(consent_words="")
                & Q(consent_language__in=PageLanguage.values),
            ),
            models.CheckConstraint(
                name="referral_status_is_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="referral_closed_has_date_and_reason",
                condition=Q(
                    status="closed", closed_at__isnull=False, close_reason__in=CloseReason.values
                )
                | (~Q(status="closed") & Q(closed_at=None, close_reason="")),
            ),
            models.CheckConstraint(
                name="referral_emptied_is_closed_and_empty",
                condition=Q(emptied_at=None)
                | (Q(status="closed") & all_empty(*PERSONAL_FIELDS, "phone_hash", "email_hash")),
            ),
        ]

    def __str__(self):
        return shown_reference(self.reference)  # never a name: this reaches logs and page titles

    def save(self, *args, **kwargs):
        self.phone_hash = lookup_hash("phone", self.phone.partition("x")[0])
        self.email_hash = lookup_hash("email", self.email.lower())
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
        return ", ".join(str(Concern(concern).label) for concern in self.concerns)

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

    def announce(self) -> None:
        """Have e-mails sent: to intake, to a CMO that takes requests itself, to the family."""
        organization = self.county.care_management_organization
        audiences = [Audience.INTAKE]
        audiences += [Audience.CMO] if organization.notice_email else []
        audiences += [Audience.FAMILY] if self.email and not self.was_mailed_enough() else []
        Notice.objects.bulk_create(
            Notice(referral=self, audience=audience) for audience in audiences
        )

    def was_mailed_enough(self) -> bool:
        """Whether this address got three mails today: nobody is to flood a stranger with them."""
        today = Notice.objects.filter(
            audience=Audience.FAMILY,
            referral__email_hash=self.email_hash,
            made_at__gt=timezone.now() - timedelta(days=1),
        )
        return today.count() >= 3

    def release(self) -> None:
        """Believe an open referral that was set apart as suspected, and announce it like any."""
        with transaction.atomic():
            apart = Referral.objects.open().filter(pk=self.pk, suspected=True)
            if apart.update(suspected=False):
                self.refresh_from_db()
                self.announce()

    def moves(self) -> list[Status]:
        """The statuses that this referral can be given next; none once it is emptied.

        One that is suspected is released first, or closed.
        """
        moves = [] if self.emptied_at else list(MOVES[Status(self.status)])
        return [Status.CLOSED] * (Status.CLOSED in moves) if self.suspected else moves

    def move_to(self, status: str, close_reason: str = "") -> None:
        """Give the referral its next status.

        A request that the family took back is emptied. Raises ValueError when the move is not
        allowed, when a reason is missing or out of place, or when somebody else moved the referral
        since it was read.
        """
        if status not in self.moves():
            raise ValueError(f"{self.status} cannot become {status}")
        closing = status == Status.CLOSED
        if closing != (close_reason in CloseReason.values):
            raise ValueError("a referral is closed with a reason, and only closed with one")
        changes = {
            "status": status,
            "close_reason": close_reason,
            "closed_at": timezone.now() if closing else None,
        }
        with transaction.atomic():
            if not Referral.objects.filter(pk=self.pk, status=self.status).update(**changes):
                raise ValueError("somebody else has changed the status")
            for name, value in changes.items():
                setattr(self, name, value)
            if close_reason == CloseReason.WITHDRAWN:
                self.empty()

    def correct_close_reason(self, close_reason: str) -> None:
        """Replace the reason of a closed referral; ValueError when it is not, or no reason.

        That a family took its request back stays said.
        """
        if self.status != Status.CLOSED or close_reason not in CloseReason.values:
            raise ValueError("only a closed referral has a reason")
        if self.emptied_at:
            raise ValueError("an emptied referral keeps its reason")
        with transaction.atomic():
            self.close_reason = close_reason
            self.save(update_fields=["close_reason"])
            if close_reason == CloseReason.WITHDRAWN:
                self.empty()

    def withdraw(self) -> None:
        """The family takes its request back, whatever staff have done with it meanwhile."""
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Referral.objects.select_for_update())
            if self.emptied_at:
                return
            if self.status == Status.CLOSED:
                self.correct_close_reason(CloseReason.WITHDRAWN)
            else:
                self.move_to(Status.CLOSED, CloseReason.WITHDRAWN)

    def empty(self) -> None:
        """Erase for good what the family wrote. The only method that erases.

        A dated stub of the closed referral stays: reference, dates, choices, county, reason.
        """
        for name in PERSONAL_FIELDS:
            setattr(self, name, "")
        self.page_number = None  # sent again, it is a request again
        self.emptied_at = self.emptied_at or timezone.now()
        with transaction.atomic():
            hashes = ["phone_hash", "email_hash"]
            self.save(update_fields=[*PERSONAL_FIELDS, *hashes, "page_number", "emptied_at"])
            self.notices.waiting().delete()


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

    class Meta:
        verbose_name = "intake settings"
        verbose_name_plural = "intake settings"
        constraints = [
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

    def state(self) -> str:
        """Another after every saved change."""
        return state_of(IntakeSettings.objects.filter(pk=self.pk))

    def due_day(self, received_at: datetime) -> date:
        return due_day(received_at, self.target_working_days)


class Audience(models.TextChoices):
    INTAKE = "intake", "intake staff"
    CMO = "cmo", "the county’s CMO"
    FAMILY = "family", "the family"


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None)

    def due(self):
        """What can be sent now: a notice to staff waits until its address has been entered."""
        due = self.waiting().filter(due_at__lte=timezone.now())
        due = due.exclude(
            audience=Audience.CMO, referral__county__care_management_organization__notice_email=""
        )
        if not IntakeSettings.current().notice_email:
            due = due.exclude(audience=Audience.INTAKE)
        return due


class Notice(models.Model):
    """An e-mail about a referral. A row of the transaction that stores or releases the referral.

    Holds neither address nor text: both are made when it is sent, so that nothing a family wrote
    is stored twice.
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="notices")
    audience = models.CharField("for", max_length=6, choices=Audience)
    made_at = models.DateTimeField("waiting since", default=timezone.now)
    due_at = models.DateTimeField("next try", default=timezone.now)
    tries = models.PositiveIntegerField("failed tries", default=0)
    sent_at = models.DateTimeField("sent", null=True)
    last_error = models.CharField(
        "last error", max_length=100, blank=True
    )  # the exception’s class, never its text

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

    def told_together(self) -> "NoticeQuerySet":
        """This notice, and those which the same mail answers: one to staff counts every request."""
        alike = Notice.objects.waiting().filter(audience=self.audience)
        if self.audience == Audience.INTAKE:
            return alike
        if self.audience == Audience.CMO:
            organization = self.referral.county.care_management_organization_id
            return alike.filter(referral__county__care_management_organization=organization)
        return alike.filter(pk=self.pk)
