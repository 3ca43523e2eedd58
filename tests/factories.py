"""Rows as they are in real life, made in one line."""

from datetime import timedelta

from django.utils import timezone

from referrals.families import opened_page
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
        "due_on": timezone.localdate() + timedelta(days=2),
        "consent_version": "2026-11",
        "consent_words": "You may call me.",
        "consent_language": "en",
    } | changes


def valid_answers() -> dict:
    """A valid form, as the browser sends it."""
    number = "3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6b"
    return {
        "page_number": number,
        "page_opened": opened_page.sign(number, seconds_ago=90),
        "caregiver_name": "Rosa Núñez",
        "relationship": "parent",
        "contact_method": "phone",
        "phone": "(201) 555-0123",
        "email": "rosa@example.org",
        "best_time": "evening",
        "preferred_language": "es",
        "language_other": "",
        "county": "essex",
        "child_first_name": "M.",
        "child_age": "6_to_8",
        "concerns": ["autism", "sensory-issues"],
        "message": "Haircuts are hard.",
        "consent": "on",
    }
