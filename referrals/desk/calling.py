"""Whom staff reach next, and how a try to reach a family ended."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.formats import date_format

from referrals.desk import undoing
from referrals.desk.work import take
from referrals.models import Referral, StaffProfile, Step
from referrals.models.answers import BestTime, ContactMethod, PreferredLanguage
from referrals.models.queries import ReferralQuerySet
from referrals.models.reasons import CloseReason
from referrals.models.work import HELD_FOR, REACHED, CallOutcome, Status
from referrals.working_days import next_attempt, part_of_day, parts_yet_to_come


def families_for(user: User) -> ReferralQuerySet:
    """Whom this person can reach now, the most urgent first.

    Those whose message speaks of danger, at any time. Then by due day; of one day, those for whom
    now is a good time. A family whose good time is yet to come, today or by its due day, is left
    alone until then. Nobody gets a family that somebody else has taken or holds, or whose language
    they do not speak; for a language that we do not write, everybody needs an interpreter.
    """
    now, today = timezone.now(), timezone.localdate()
    good_now = Q(contact_method=ContactMethod.EMAIL) | (Q(wrong_number=True) & ~Q(email_hash=""))
    good_now |= Q(best_time__in=["", BestTime.ANY, part_of_day(now)])
    cannot_wait = Q(may_be_urgent=True) | Q(due_on__lt=today)
    cannot_wait |= Q(due_on=today) & ~Q(best_time__in=parts_yet_to_come(now))
    languages = StaffProfile.of(user).languages or PreferredLanguage.values
    return (
        Referral.objects.visible_to(user)
        .unanswered()
        .filter(good_now | cannot_wait)
        .filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=now))
        .filter(Q(assigned_to=None) | Q(assigned_to=user))
        .filter(preferred_language__in=[*languages, PreferredLanguage.OTHER])
        .free_for(user)
        .order_by(
            "-may_be_urgent",
            "due_on",
            Case(When(good_now, then=Value(0)), default=Value(1)),
            "received_at",
        )
    )


def give_next_to(user: User) -> Referral | None:
    """Give this person a family to reach, and keep it from everybody else for 15 minutes.

    Who has one already gets the same again. Two who ask at the same instant get two families.
    """
    now = timezone.now()
    held = Referral.objects.visible_to(user).unanswered().filter(held_by=user, held_until__gt=now)
    if referral := held.first():
        return referral
    while True:  # each turn that is lost was won by somebody else
        chosen = families_for(user).values_list("pk", flat=True).first()
        if chosen is None:
            return None
        # All that was asked is asked again: somebody may have taken it meanwhile.
        mine = families_for(user).order_by().filter(pk=chosen)
        if mine.update(held_by=user, held_until=now + HELD_FOR):
            return Referral.objects.get(pk=chosen)


def record_try(
    referral: Referral,
    outcome: str,
    by: User | None = None,
    note: str = "",
    take_over: bool = False,
    next_step_on: date | None = None,
) -> None:
    """Note how a try to reach the family ended; ValueError when it is closed or suspected.

    Reached: in touch, and theirs, unless a colleague had taken it and they do not take it
    over. Asked not to be called: closed. Otherwise it is tried again on the next working day,
    by whoever is there. Of a family that was reached before the next step changes; reached
    again, it is theirs where nobody had it.
    """
    with transaction.atomic():
        referral.lock_for(by)
        if not referral.can_be_called or outcome not in CallOutcome.values:
            raise ValueError("only families of open requests are called")
        before, is_first = undoing.state_of(referral), referral.is_unanswered
        if is_first:
            referral.tries += 1
            referral.first_tried_at = referral.first_tried_at or timezone.now()
        referral.wrong_number |= tells_of_wrong_number(referral, outcome)
        referral.save(update_fields=["tries", "first_tried_at", "wrong_number"])
        step = referral.note_step(Step.What.TRIED, by, CallOutcome(outcome).label, note)
        if outcome == CallOutcome.DO_NOT_CALL:
            referral.move_to(Status.CLOSED, CloseReason.DECLINED, by=by)
        elif is_first and outcome in REACHED:
            referral.move_to(Status.IN_TOUCH, by=by)
            if by and take_over and referral.assigned_to != by:
                take(referral, by, over=True)
        elif is_first:
            try_again(referral, by)
        elif by and outcome in REACHED and not referral.assigned_to_id:
            take(referral, by)
        if referral.is_in_contact:
            plan(referral, next_step_on, by)
        undoing.remember(step, before)


def tells_of_wrong_number(referral: Referral, outcome: str) -> bool:
    text_came_back = outcome == CallOutcome.CAME_BACK and referral.reach_by == ContactMethod.TEXT
    return outcome == CallOutcome.WRONG_NUMBER or text_came_back


def try_again(referral: Referral, by: User | None) -> None:
    if referral.status == Status.NEW:
        referral.move_to(Status.TRYING, by=by)
    referral.next_attempt_at = next_attempt(timezone.now(), referral.best_time)
    referral.held_by = referral.held_until = None
    referral.save(update_fields=["next_attempt_at", "held_by", "held_until"])


def plan(referral: Referral, day: date | None, by: User | None = None, note: str = "") -> None:
    """Set the day of the next step, and note it if it is another, or if there is a note."""
    with transaction.atomic():
        referral.lock_for(by)
        if not referral.is_in_contact:
            raise ValueError("only a family in contact has a next step")
        if day != referral.next_step_on:
            referral.next_step_on = day
            referral.save(update_fields=["next_step_on"])
            detail = date_format(day) if day else "none"
            referral.note_step(Step.What.PLANNED, by, detail, note)
        elif note:
            referral.note_step(Step.What.NOTED, by, note=note)
