"""What staff see of referrals in the admin."""

from referrals.admin import consent, records, referral, settings

__all__ = ["consent", "records", "referral", "settings"]
