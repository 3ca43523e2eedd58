"""Whose a referral is: taken, handed over, believed after all."""

from django.contrib.auth.models import User
from django.db import transaction

from referrals.models import Notice, Referral, Step
from referrals.models.people import name_of
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
    """Open again what was closed, by mistake for example; ValueError when nobody can."""
    referral.move_to(Status.IN_TOUCH, by=by)


def hand_over(
    referral: Referral,
    reason: str,
    by: User | None = None,
    to_person: User | None = None,
    to_organization: CareManagementOrganization | None = None,
) -> None:
    """Give an open referral to one other person or organization, or back to everybody.

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
        referral.assigned_to = to_person
        if to_organization:
            its_own = referral.county.care_management_organization == to_organization
            referral.handed_to = None if its_own else to_organization
        referral.held_by = referral.held_until = None
        receiver = name_of(to_person) if to_person else to_organization or "everybody"
        referral.save(update_fields=["assigned_to", "handed_to", "held_by", "held_until"])
        detail = f"to {receiver}: {HandOverReason(reason).label}"
        referral.note_step(Step.What.HANDED_OVER, by, detail)


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
