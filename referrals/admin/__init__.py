"""What staff see of referrals in the admin."""

# Imported to be registered.
from referrals.admin import calling_numbers, consent, records, referral, settings  # noqa: F401
