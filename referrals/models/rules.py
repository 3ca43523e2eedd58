"""What is erased, and what the database keeps true of a referral."""

from django.db import models
from django.db.models import Q, functions

from njcmo_site import field_classes
from referrals.models.answers import (
    BestTime,
    ContactMethod,
    LeaveMessage,
    PageLanguage,
    PreferredLanguage,
    Relationship,
)
from referrals.models.reasons import CloseReason
from referrals.models.work import Status
from referrals.references import LENGTH
from services.models.ages import ChildAge

models.CharField.register_lookup(functions.Length)  # the constraints ask for it

# A stub tells reference, dates, county, concerns and reason.
ERASED = field_classes.erased("referrals.referral")

# What stands for nothing where it is not the empty text.
NOTHING = {"family_knows": False}

NEWEST_FIRST = ["-received_at", "county", "handed_to", "closed_at", "suspected", "child_age"]


def all_empty(*names: str) -> Q:
    return Q(**{name: NOTHING.get(name, "") for name in names})


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

CONSTRAINTS: list[models.BaseConstraint] = [
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
        name="referral_leave_message_is_known",
        condition=Q(leave_message__in=["", *LeaveMessage.values]),
    ),
    models.CheckConstraint(
        name="referral_source_tells_who_entered_it",
        condition=Q(emptied_at__isnull=False)
        | Q(source="web", entered_by=None)
        | Q(source__in=["phone", "professional"], entered_by__isnull=False),
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
        name="referral_hash_goes_with_second_phone",
        condition=Q(second_phone="", second_phone_hash="")
        | (~Q(second_phone="") & Q(second_phone_hash__length=64)),
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
        | (Q(status="closed", assigned_to=None, handed_to=None) & all_empty(*ERASED)),
    ),
    models.CheckConstraint(
        name="referral_held_by_somebody_until",
        condition=Q(held_by=None, held_until=None)
        | Q(held_by__isnull=False, held_until__isnull=False),
    ),
]
