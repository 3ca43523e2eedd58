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
CALLED = [Status.TRYING, Status.IN_TOUCH]  # and not yet with others who help


class CallOutcome(models.TextChoices):
    REACHED = "reached", "Reached"
    LEFT_MESSAGE = "left_message", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    DO_NOT_CALL = "do_not_call", "Asked not to be called"
    SENT = "sent", "Message sent"
    ANSWERED = "answered", "Message answered"
    CAME_BACK = "came_back", "Message came back"


OF_A_CALL = [CallOutcome.REACHED, CallOutcome.LEFT_MESSAGE, CallOutcome.NO_ANSWER]
OF_A_CALL += [CallOutcome.WRONG_NUMBER, CallOutcome.DO_NOT_CALL]
OF_A_MESSAGE = [CallOutcome.ANSWERED, CallOutcome.SENT, CallOutcome.CAME_BACK]
OF_A_MESSAGE += [CallOutcome.DO_NOT_CALL]
REACHED = {CallOutcome.REACHED, CallOutcome.ANSWERED}

HELD_FOR = timedelta(minutes=15)  # a family that “Next call” gave to somebody
NOTE_CAN_CHANGE_FOR = timedelta(minutes=15)
OUTCOME_CAN_BE_UNDONE_FOR = timedelta(minutes=5)
REVEALED_FOR = timedelta(minutes=15)
QUIET_AFTER = timedelta(days=14)
ENOUGH_TRIES = 3
