"""What pages of other apps tell of the intake settings."""

from django import template

from referrals.models import IntakeSettings
from referrals.models.work import OPEN, Status

register = template.Library()


@register.simple_tag
def days_kept() -> dict[str, int]:
    """How many days a closed request is kept, and at most an open one that stays as it is."""
    settings = IntakeSettings.current()
    return {
        "closed": settings.days_kept(Status.CLOSED),
        "open": max(settings.days_kept(status) for status in OPEN),
    }
