"""What intake decides for the whole site."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from njcmo_site.one_row import OneRow
from referrals.working_days import due_day


class ConsentWordsManager(models.Manager["ConsentWords"]):
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
    words_en: str  # a constraint asks for both
    words_es: str
    made_at = models.DateTimeField("in force since", default=timezone.now, editable=False)

    objects: ClassVar[ConsentWordsManager] = ConsentWordsManager()

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


DAYS_KEPT = (30, 3650)


def days_kept_field(status: str, days: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        f"days to keep what is {status}",
        default=days,
        validators=[MinValueValidator(DAYS_KEPT[0]), MaxValueValidator(DAYS_KEPT[1])],
    )


class IntakeSettings(OneRow):
    """What intake staff decide for the whole site. One row."""

    notice_email = models.EmailField(
        "address for new requests",
        blank=True,
        help_text=(
            "New requests are announced here, by a count and a link; nothing that a family"
            " wrote leaves this site. Empty: nobody is told."
        ),
    )
    faults_email = models.EmailField(
        "address for errors of the site",
        blank=True,
        default="",
        db_default="",
        help_text=(
            "Who looks after the site is told here when it makes an error: where in the code, and"
            " when; nothing that anybody typed. Empty: nobody is told."
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

    calls_from = models.TimeField(
        "families are called from",
        null=True,
        blank=True,
        help_text=(
            "The page after sending tells these hours, of working days. Empty: it names none."
        ),
    )
    calls_until = models.TimeField("until", null=True, blank=True)

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
            models.CheckConstraint(
                name="intake_settings_calls_end_after_they_begin",
                condition=Q(calls_from=None, calls_until=None)
                | Q(
                    calls_from__isnull=False,
                    calls_until__isnull=False,
                    calls_from__lt=models.F("calls_until"),
                ),
                violation_error_message="Enter both times, the earlier one first; or none.",
            ),
            models.CheckConstraint(name="intake_settings_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="intake_settings_target_is_a_month_at_most",
                condition=Q(target_working_days__range=(1, 30)),
            ),
        ]

    def __str__(self):
        return "Intake settings"

    def due_day(self, received_at: datetime) -> date:
        return due_day(received_at, self.target_working_days)

    def days_kept(self, status: str) -> int:
        """How many days after its last change of status a referral is emptied."""
        days: int = getattr(self, f"keep_{status}")
        return days

    def last_day(self, status: str, since: datetime) -> date:
        """On which anybody can read what has been in this status since then."""
        return timezone.localdate(since) + timedelta(days=self.days_kept(status))
