"""What a family is told after sending its request."""

from referrals.models import Referral
from services.models import UrgentSign

IN_DANGER = ["u-danger", "u-suicide", "u-crisis"]  # 911, 988, PerformCare


def cannot_wait(referral: Referral) -> list[UrgentSign]:
    """What comes before all else, when the message speaks of danger."""
    if not referral.may_be_urgent:
        return []
    return list(UrgentSign.objects.most_urgent_first().filter(name__in=IN_DANGER))
