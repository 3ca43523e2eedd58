"""Whose a referral is: taken, handed over, believed after all."""

from contextlib import suppress

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from referrals.desk import hand_overs
from referrals.models import HandOver, Notice, Referral, Step
from referrals.models.people import name_of
from referrals.models.queries import ReferralQuerySet
from referrals.models.reasons import HandOverReason
from referrals.models.work import Status
from services.models import CareManagementOrganization


def take(referral: Referral, by: User, over: bool = False) -> None:
    """Make it this person’s; ValueError when it is closed, or somebody else’s.

    `over`: somebody else’s as well.
    """
    with transaction.atomic():
        referral.lock_for(by)
        if referral.status == Status.CLOSED or (referral.assigned_to_id and not over):
            raise ValueError("closed, or taken by somebody else")
        detail = f"from {name_of(referral.assigned_to)}" if referral.assigned_to_id else ""
        referral.assigned_to = by
        referral.save(update_fields=["assigned_to"])
        referral.note_step(Step.What.TAKEN, by, detail)


def take_up(referral: Referral, by: User) -> None:
    """Open again what was closed, by mistake for example, as this person’s.

    ValueError when nobody can.
    """
    with transaction.atomic():
        referral.move_to(Status.IN_TOUCH, by=by)
        if referral.assigned_to != by:
            take(referral, by, over=True)


def hand_over(
    referral: Referral,
    reason: str,
    by: User | None = None,
    to_person: User | None = None,
    to_organization: CareManagementOrganization | None = None,
) -> None:
    """Give an open referral to one other person, or back to everybody; offer it to another CMO.

    Who gives it to somebody here takes back what waits for the answer of a CMO.
    Raises ValueError when it is closed, when somebody else is reaching the family, when person
    and organization are named, when the reason is unknown, or when that person may not see the
    families of its organization.
    """
    if to_person and to_organization:
        raise ValueError("to one person, or to one organization")
    with transaction.atomic():
        referral.lock_for(by)
        if referral.status == Status.CLOSED or reason not in HandOverReason.values:
            raise ValueError("an open referral is handed over, with a reason")
        if to_person and not Referral.objects.filter(pk=referral.pk).visible_to(to_person).exists():
            raise ValueError("that person may not see this referral")
        if to_organization and to_organization != referral.organization:
            hand_overs.offer(referral, to_organization, reason, by)
            return
        referral.assigned_to = to_person
        referral.held_by = referral.held_until = None
        receiver = name_of(to_person) or to_organization or "everybody"
        referral.save(update_fields=["assigned_to", "held_by", "held_until"])
        detail = f"to {receiver}: {HandOverReason(reason).label}"
        if waits := HandOver.objects.filter(referral=referral).first():
            waits.delete()
            detail += f"; no longer offered to {waits.to}"
        referral.note_step(Step.What.HANDED_OVER, by, detail)


def give_all(of: User, by: User, to: User | None) -> int:
    """Give what this person has to another, or back to everybody; return how many.

    What the other may not see, and what they cannot be given now, goes back to everybody.
    """
    return give(Referral.objects.filter(assigned_to=of).open(), by, to)


def put_back_unseen(of: User, by: User) -> int:
    """Give back to everybody what this person has and cannot see any longer; return how many.

    Who may not answer families any longer sees none.
    """
    theirs = Referral.objects.filter(assigned_to=of).open()
    if of.is_staff and of.has_perm("referrals.change_referral"):
        theirs = theirs.exclude(pk__in=Referral.objects.visible_to(of).values("pk"))
    return give(theirs, by)


def give(open_ones: ReferralQuerySet, by: User, to: User | None = None) -> int:
    open_ones.filter(held_by=F("assigned_to")).update(held_by=None, held_until=None)
    given = 0
    for referral in open_ones.without_texts():
        visible = to and Referral.objects.filter(pk=referral.pk).visible_to(to).exists()
        with suppress(ValueError):  # somebody else is reaching the family: supervisors are told
            hand_over(referral, HandOverReason.ABSENCE, by, to if visible else None)
            given += 1
    return given


def release(referral: Referral, by: User | None = None) -> bool:
    """Believe an open referral that was set apart as suspected, and announce it like any.

    Tell whether it was one.
    """
    with transaction.atomic():
        referral.lock_for(by)
        if not referral.suspected or referral.status == Status.CLOSED:
            return False
        referral.suspected = False
        referral.save(update_fields=["suspected"])
        referral.note_step(Step.What.RELEASED, by)
        Notice.objects.announce(referral)
    return True
