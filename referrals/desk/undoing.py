"""An outcome that was pressed is taken back: everything as it was, and noted."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from referrals.models import Referral, Step

# All that an outcome may change.
CHANGED_BY_OUTCOMES = ["status", "status_since", "suspected", "close_reason", "closed_at"]
CHANGED_BY_OUTCOMES += ["assigned_to_id", "tries", "first_tried_at", "next_attempt_at"]
CHANGED_BY_OUTCOMES += ["next_step_on", "wrong_number", "held_by_id", "held_until"]


def state_of(referral: Referral) -> dict[str, Any]:
    """As JSON can hold it, to the microsecond."""
    values = {name: getattr(referral, name) for name in CHANGED_BY_OUTCOMES}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }


def remember(step: Step, state: dict[str, Any]) -> None:
    """Let this outcome be undone: how it was before, and the last step that goes with it."""
    step.before = {"state": state, "last_step": step.referral.latest_step()}
    step.save(update_fields=["before"])


def undo(step: Step, by: User) -> None:
    """Put back what an outcome changed, and say so in the story.

    Raises ValueError when it is five minutes old, another person's or undone already, or when
    somebody did something with the referral since; own notes do not count.
    """
    referral = step.referral
    with transaction.atomic():
        referral.lock_for(by)
        mine = referral.steps.pressed_lately(by).filter(pk=step.pk).first()
        if mine is None:
            raise ValueError("An outcome can be undone for five minutes, by who pressed it, once")
        before: dict[str, Any] = mine.before or {}
        later = referral.steps.filter(pk__gt=before["last_step"])
        if later.exclude(by=by, what=Step.What.NOTED).exists():
            raise ValueError("Something was done with it since")
        for field in Referral._meta.concrete_fields:
            if field.attname in before["state"]:
                value = field.to_python(before["state"][field.attname])
                setattr(referral, field.attname, value)
        referral.save(update_fields=CHANGED_BY_OUTCOMES)
        referral.note_step(Step.What.UNDONE, by, mine.detail)
        mine.before, mine.detail = None, f"{mine.detail}, undone"
        mine.save(update_fields=["before", "detail"])
