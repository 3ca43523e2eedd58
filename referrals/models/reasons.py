"""Why staff do something with a referral."""

from django.db import models


class CloseReason(models.TextChoices):
    CONNECTED = "connected", "Connected with help"
    DECLINED = "declined", "Family declined"
    NOT_REACHED = "not_reached", "Not reached"
    NOT_FOR_US = "not_for_us", "Not for us"
    WITHDRAWN = "withdrawn", "Withdrawn by the family"
    SPAM = "spam", "Spam"
    DUPLICATE = "duplicate", "Duplicate of another request"  # set by desk/same_family.py
    LAST_DAY = "last_day", "Kept to its last day"  # set by the site, when it empties an open one


# Nobody chooses these in a form: each comes with something else that the site does.
NOT_CHOSEN = {CloseReason.DUPLICATE, CloseReason.LAST_DAY}


class HandOverReason(models.TextChoices):
    LANGUAGE = "language", "Speaks the family’s language"
    COUNTY = "county", "Responsible for the place where the child lives"
    ABSENCE = "absence", "Absence or leaving"
    WORKLOAD = "workload", "Too much work"
    KNOWN = "known", "Knows the family already"


class RefusalReason(models.TextChoices):
    """Why a CMO does not take a family that was offered to it."""

    COUNTY = "county", "The child does not live in our counties"
    LANGUAGE = "language", "Nobody here speaks the family’s language"
    WORKLOAD = "workload", "Too much work"
    OTHER = "other", "Better helped elsewhere"


class LookReason(models.TextChoices):
    """Why somebody reads what a family wrote. A fixed list: nothing personal can get in."""

    CALL = "call", "To reach the family"
    FAMILY_CALLED = "family_called", "The family got in touch"
    COMPARE = "compare", "To compare two referrals"
    SUPERVISION = "supervision", "Supervision of intake"
    FAMILY_ASKS = "family_asks", "The family asks what we hold"
    SPAM = "spam", "To see whether it is spam"
    REPORT = "report", "A report that has been approved"
