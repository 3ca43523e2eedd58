"""What a family is told after sending its request."""

from referrals.models import CallingNumber, IntakeSettings, Referral
from services.models import ContactDetails, FirstCall, UrgentSign
from services.models.kept import kept

IN_DANGER = ["u-danger", "u-suicide", "u-crisis"]  # 911, 988, PerformCare


def told(referral: Referral) -> dict:
    """What the page of thanks names; what managers have not entered yet is left out there."""
    intake = IntakeSettings.current()
    return {
        "referral": referral,
        # What comes before all else, when the message speaks of danger.
        "cannot_wait": kept(read_in_danger) if referral.may_be_urgent else [],
        "intake": intake,
        "last_day": intake.last_day(referral.status, referral.status_since),
        "numbers": CallingNumber.objects.of(referral.organization),
        "contact": ContactDetails.current(),
        "calls": FirstCall.for_family(referral.child_age, referral.county_id),
    }


def read_in_danger() -> list[UrgentSign]:
    return list(UrgentSign.objects.most_urgent_first().filter(name__in=IN_DANGER))
