"""What becomes of a referral: its statuses, and how calls end."""

from datetime import timedelta

from django.db import models


class Status(models.TextChoices):
    NEW = "new", "New"
    TRYING = "trying", "Called, not reached"
    IN_TOUCH = "in_touch", "In touch"
    CONNECTED = "connected", "Connected"
    CLOSED = "closed", "Closed"


MOVES = {
    Status.NEW: (Status.TRYING, Status.IN_TOUCH, Status.CLOSED),
    Status.TRYING: (Status.IN_TOUCH, Status.CLOSED),
    Status.IN_TOUCH: (Status.CONNECTED, Status.CLOSED),
    Status.CONNECTED: (Status.CLOSED,),
    Status.CLOSED: (Status.IN_TOUCH,),
}

OPEN = [Status.NEW, Status.TRYING, Status.IN_TOUCH, Status.CONNECTED]
UNANSWERED = [Status.NEW, Status.TRYING]
IN_CONTACT = [Status.IN_TOUCH, Status.CONNECTED]


class CallOutcome(models.TextChoices):
    REACHED = "reached", "Reached"
    LEFT_MESSAGE = "left_message", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    DO_NOT_CALL = "do_not_call", "Asked not to be called"


REACHED = {CallOutcome.REACHED}
WRONG = {CallOutcome.WRONG_NUMBER}
ASKED_NOT_TO = {CallOutcome.DO_NOT_CALL}

HELD_FOR = timedelta(minutes=15)  # a family that “Next call” gave to somebody
NOTE_CAN_CHANGE_FOR = timedelta(minutes=15)
OUTCOME_CAN_BE_UNDONE_FOR = timedelta(minutes=5)
REVEALED_FOR = timedelta(minutes=15)
ENOUGH_TRIES = 3
