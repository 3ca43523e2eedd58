"""What staff see of referrals in the admin."""

from referrals.admin import records, referral, settings

__all__ = ["records", "referral", "settings"]
