"""An outcome that was pressed is taken back: everything as it was, and noted."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from referrals.models import HandOver, Referral, Step

# All that an outcome may change.
CHANGED_BY_OUTCOMES = ["status", "status_since", "suspected", "close_reason", "closed_at"]
CHANGED_BY_OUTCOMES += ["assigned_to_id", "tries", "first_tried_at", "next_attempt_at"]
CHANGED_BY_OUTCOMES += ["next_step_on", "wrong_number", "held_by_id", "held_until"]
# Of an offer to another CMO, which goes when the referral is closed.
OF_AN_OFFER = ["to_id", "reason", "by_id", "at", "due_at", "sent_at"]


def state_of(referral: Referral) -> dict[str, Any]:
    offer = HandOver.objects.filter(referral=referral).first()
    return {
        "state": values_of(referral, CHANGED_BY_OUTCOMES),
        "offer": values_of(offer, OF_AN_OFFER) if offer else None,
    }


def values_of(row: Model, names: list[str]) -> dict[str, Any]:
    """As JSON can hold them, to the microsecond."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }


def put_back(row: Model, values: dict[str, Any]) -> None:
    for field in row._meta.concrete_fields:
        if field.attname in values:
            setattr(row, field.attname, field.to_python(values[field.attname]))


def remember(step: Step, before: dict[str, Any]) -> None:
    """Let this outcome be undone: how it was before, and the last step that goes with it."""
    step.before = before | {"last_step": step.referral.latest_step()}
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
        put_back(referral, before["state"])
        referral.save(update_fields=CHANGED_BY_OUTCOMES)
        # The version before this one remembered no offer.
        if before.get("offer") and not HandOver.objects.filter(referral=referral).exists():
            offer = HandOver(referral=referral)
            put_back(offer, before["offer"])
            offer.save()
        referral.note_step(Step.What.UNDONE, by, mine.detail)
        mine.before, mine.detail = None, f"{mine.detail}, undone"
        mine.save(update_fields=["before", "detail"])
