"""What becomes of a referral: its statuses, and why staff did what they did."""

from datetime import timedelta

from django.db import models


class Status(models.TextChoices):
    NEW = "new", "New"
    TRYING = "trying", "Called, not reached"
    IN_TOUCH = "in_touch", "In touch"
    CONNECTED = "connected", "Connected"
    CLOSED = "closed", "Closed"


class CloseReason(models.TextChoices):
    CONNECTED = "connected", "Connected with help"
    DECLINED = "declined", "Family declined"
    NOT_REACHED = "not_reached", "Not reached"
    NOT_FOR_US = "not_for_us", "Not for us"
    WITHDRAWN = "withdrawn", "Withdrawn by the family"
    SPAM = "spam", "Spam"
    LAST_DAY = "last_day", "Kept to its last day"  # set by the site, when it empties an open one


MOVES = {
    Status.NEW: (Status.TRYING, Status.IN_TOUCH, Status.CLOSED),
    Status.TRYING: (Status.IN_TOUCH, Status.CLOSED),
    Status.IN_TOUCH: (Status.CONNECTED, Status.CLOSED),
    Status.CONNECTED: (Status.CLOSED,),
    Status.CLOSED: (Status.IN_TOUCH,),
}

OPEN = [Status.NEW, Status.TRYING, Status.IN_TOUCH, Status.CONNECTED]
UNANSWERED = [Status.NEW, Status.TRYING]


class CallOutcome(models.TextChoices):
    REACHED = "reached", "Reached"
    LEFT_MESSAGE = "left_message", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    DO_NOT_CALL = "do_not_call", "Asked not to be called"


class HandOverReason(models.TextChoices):
    LANGUAGE = "language", "Speaks the family’s language"
    COUNTY = "county", "Responsible for the place where the child lives"
    ABSENCE = "absence", "Absence or leaving"
    WORKLOAD = "workload", "Too much work"
    KNOWN = "known", "Knows the family already"


HELD_FOR = timedelta(minutes=15)  # a family that “Next call” gave to somebody
NOTE_CAN_CHANGE_FOR = timedelta(minutes=15)
REVEALED_FOR = timedelta(minutes=15)
ENOUGH_TRIES = 3


class LookReason(models.TextChoices):
    """Why somebody reads what a family wrote. A fixed list: nothing personal can get in."""

    CALL = "call", "To reach the family"
    FAMILY_CALLED = "family_called", "The family got in touch"
    COMPARE = "compare", "To compare two referrals"
    SUPERVISION = "supervision", "Supervision of intake"
    FAMILY_ASKS = "family_asks", "The family asks what we hold"
    SPAM = "spam", "To see whether it is spam"
    REPORT = "report", "A report that has been approved"
