"""A family is offered to another CMO, which takes it or says why not."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from referrals.desk.pages import staff_page
from referrals.models import HandOver, Referral, Step
from referrals.models.reasons import HandOverReason, RefusalReason
from services.models import CareManagementOrganization


def offer(
    referral: Referral, to: CareManagementOrganization, reason: str, by: User | None = None
) -> None:
    """The CMO is told by mail. A new offer takes the place of one that waits."""
    HandOver.objects.filter(referral=referral).delete()
    HandOver.objects.create(referral=referral, to=to, reason=reason, by=by)
    detail = f"offered to {to}: {HandOverReason(reason).label}"
    referral.note_step(Step.What.HANDED_OVER, by, detail)


@staff_page()
@require_POST
@transaction.atomic
def answer(request, pk):
    """By the CMO that is asked, or by NJCMO, which may have been told on the phone.

    Not by who offered it, and would answer their own question.
    """
    offers = HandOver.objects.visible_to(request.user).exclude(by=request.user)
    waits = get_object_or_404(offers, pk=pk)
    accepts, reason = "accept" in request.POST, request.POST.get("reason", "")
    if not accepts and reason not in RefusalReason.values:
        messages.error(request, f"{waits.referral}: choose why, then press “Refuse” again.")
        return redirect("admin:index")
    try:
        done = accept(waits, request.user) if accepts else refuse(waits, reason, request.user)
    except ValueError as held:
        messages.warning(request, f"{waits.referral} was not accepted: {held}.")
        return redirect("admin:index")
    if not done:
        messages.warning(request, f"{waits.referral}: that was answered or taken back already.")
    elif accepts:
        link = reverse("admin:referrals_referral_change", args=[waits.referral_id])
        taken = '<a href="{}">{}</a> is with {} now, and nobody has taken it.'
        messages.success(request, format_html(taken, link, waits.referral, waits.to))
    else:
        messages.success(request, f"{waits.referral} was refused.")
    return redirect("admin:index")


@staff_page()
@require_POST
@transaction.atomic
def take_back(request, pk):
    """By who offered it: it stays where it is."""
    seen = Referral.objects.visible_to(request.user)
    waits = HandOver.objects.filter(by=request.user, referral__in=seen, pk=pk).first()
    if waits and (referral := lock(waits)) and settle(waits):
        detail = f"no longer offered to {waits.to}"
        referral.note_step(Step.What.HANDED_OVER, request.user, detail)
        messages.success(request, f"{referral} is no longer offered to {waits.to}.")
    else:
        messages.warning(request, "That offer was answered or taken back already.")
    return redirect("admin:index")


def accept(waits: HandOver, by: User) -> bool:
    """False when somebody else has answered it, or it was taken back.

    ValueError while somebody else is reaching the family, who would no longer see it.
    """
    with transaction.atomic():
        referral = lock(waits, by)
        if not settle(waits):
            return False
        its_own = referral.county.care_management_organization == waits.to
        referral.handed_to = None if its_own else waits.to
        referral.assigned_to = referral.held_by = referral.held_until = None
        columns = ["handed_to", "assigned_to", "held_by", "held_until"]
        referral.save(update_fields=columns)
        detail = f"to {waits.to}, which accepted: {waits.get_reason_display()}"
        referral.note_step(Step.What.HANDED_OVER, by, detail)
    return True


def refuse(waits: HandOver, reason: str, by: User) -> bool:
    """False as above. It stays with those who have it, and they read why."""
    with transaction.atomic():
        referral = lock(waits)
        if not settle(waits):
            return False
        detail = f"{waits.to} refused: {RefusalReason(reason).label}"
        referral.note_step(Step.What.HANDED_OVER, by, detail)
    return True


def lock(waits: HandOver, by: User | None = None) -> Referral:
    """Before the offer itself is settled: so do all who change a referral."""
    referral = Referral.objects.get(pk=waits.referral_id)
    referral.lock_for(by)
    return referral


def settle(waits: HandOver) -> bool:
    """Of two who answer at once, the first."""
    _all, deleted = HandOver.objects.filter(pk=waits.pk).delete()
    return bool(deleted)
