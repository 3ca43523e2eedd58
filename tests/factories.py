"""Rows as they are in real life, made in one line."""

from django.utils import timezone

from referrals.models import Referral


def make_referral(**changes) -> Referral:
    return Referral.objects.create(**referral_fields(**changes))


def referral_fields(**changes) -> dict:
    """What a referral needs; a closed one gets a date and a reason of its own."""
    if changes.get("status") == "closed":
        changes = {"closed_at": timezone.now(), "close_reason": "connected"} | changes
    return {
        "caregiver_name": "Rosa Núñez",
        "relationship": "parent",
        "contact_method": "phone",
        "phone": "2015550123",
        "preferred_language": "es",
        "county_id": "essex",
        "child_age": "6_to_8",
        "concerns": ["autism"],
        "page_language": "en",
        "consent_version": "2026-11",
        "consent_words": "You may call me.",
        "consent_language": "en",
    } | changes
