"""What staff see of referrals in the admin."""

from referrals.admin import calling_numbers, consent, records, referral, settings

__all__ = ["calling_numbers", "consent", "records", "referral", "settings"]
