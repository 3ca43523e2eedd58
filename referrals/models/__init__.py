"""What families send, and what staff do with it."""

from referrals.models.accounts import AccountChange, AccountMail
from referrals.models.backups import LastBackup
from referrals.models.calling_numbers import CallingNumber
from referrals.models.comparisons import Comparison
from referrals.models.counts import Count
from referrals.models.faults import Fault
from referrals.models.hand_overs import HandOver
from referrals.models.looks import Look
from referrals.models.notices import Notice
from referrals.models.referral import Referral
from referrals.models.settings import ConsentWords, IntakeSettings
from referrals.models.staff import StaffProfile
from referrals.models.staff_sessions import StaffSession
from referrals.models.story import Step

__all__ = [
    "AccountChange",
    "AccountMail",
    "CallingNumber",
    "Comparison",
    "ConsentWords",
    "Count",
    "HandOver",
    "Fault",
    "IntakeSettings",
    "LastBackup",
    "Look",
    "Notice",
    "Referral",
    "StaffProfile",
    "StaffSession",
    "Step",
]
