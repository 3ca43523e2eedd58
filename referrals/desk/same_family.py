"""Two requests of one family: one is closed as a duplicate, the other goes on."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404
from django.views.decorators.http import require_POST

from referrals.desk.pages import page_of, staff_page
from referrals.models import Comparison, Referral, Step
from referrals.models.reasons import CloseReason
from referrals.models.work import UNANSWERED, Status


@staff_page()
@require_POST
@transaction.atomic
def close(request, pk, kept):
    """Both are to be of this person’s families, and to have one phone or e-mail."""
    # In the order of their keys, so that of two who press at once one waits for the other.
    both = Referral.objects.visible_to(request.user).select_for_update(of=["self"])
    found = {one.pk: one for one in both.filter(pk__in=[pk, kept]).order_by("pk")}
    if len(found) < 2 or not found[pk].look_alikes(request.user).filter(pk=kept).exists():
        raise Http404
    duplicate, goes_on = found[pk], found[kept]
    try:
        close_as_duplicate(duplicate, goes_on, request.user)
    except ValueError as refused:
        messages.warning(request, f"{duplicate} was not closed: {refused}.")
        return page_of(duplicate)
    messages.success(request, f"{duplicate} is closed. {goes_on} goes on: here it is.")
    return page_of(goes_on)


def close_as_duplicate(duplicate: Referral, goes_on: Referral, by: User) -> None:
    """Close one of two requests of a family, and note it in both stories.

    Raises ValueError when either is closed or nobody would get the one that goes on, so that no
    family is left without an open request, or when somebody else is reaching the family.
    """
    with transaction.atomic():
        duplicate.lock_for(by)
        if Status.CLOSED in {duplicate.status, goes_on.status}:
            raise ValueError("one of the two is closed already")
        if goes_on.suspected:
            raise ValueError(f"{goes_on} is set apart as suspected spam")
        carry_on(duplicate, goes_on)
        duplicate.move_to(Status.CLOSED, CloseReason.DUPLICATE, by)
        duplicate.note_step(Step.What.MOVED, by, f"{goes_on} is of the same family, and goes on")
        goes_on.note_step(Step.What.MOVED, by, f"{duplicate} was closed as a duplicate of this one")
        Comparison.decide(duplicate, goes_on, same_family=True, by=by)


def carry_on(duplicate: Referral, goes_on: Referral) -> None:
    """What the family said and was told holds for the request that goes on as well."""
    goes_on.may_be_urgent |= duplicate.may_be_urgent
    if duplicate.status in UNANSWERED and duplicate.due_on < goes_on.due_on:
        goes_on.due_on = duplicate.due_on
        goes_on.due_on_told |= duplicate.due_on_told
    goes_on.save(update_fields=["may_be_urgent", "due_on", "due_on_told"])
