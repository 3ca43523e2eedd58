"""The pages of the intake desk beside the lists and forms of the admin."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from referrals.desk import calling, undoing, work
from referrals.desk.forms import (
    CHANGEABLE,
    HandOverForm,
    NoteForm,
    ReasonForm,
    TryForm,
    people_who_answer,
)
from referrals.desk.pages import (
    NOT_SAVED_YET,
    page_of,
    referral_or_404,
    render_page,
    show_family,
    staff_page,
)
from referrals.models import CallingNumber, Comparison, HandOver, Look, Referral, Step
from referrals.models.answers import BestTime, ContactMethod
from referrals.models.people import name_of
from referrals.models.reasons import LookReason
from referrals.models.work import OF_A_CALL, OF_A_MESSAGE, CallOutcome, Status
from referrals.working_days import part_of_day
from services.models import ContactDetails, FirstCall

# The names of the fixed texts with which a call begins.
GREETINGS = {
    "morning": "call-greeting",
    "afternoon": "call-greeting-afternoon",
    "evening": "call-greeting-evening",
}


@staff_page()
@require_POST
@transaction.atomic
def take(request, pk):
    referral = referral_or_404(request, pk)
    try:
        work.take(referral, request.user)
    except ValueError:
        taken = f"{name_of(referral.assigned_to)} has taken it"
        if referral.is_held_from(request.user):
            taken = referral.who_is_reaching
        elif referral.status == Status.CLOSED:
            taken = "it is closed"
        messages.warning(request, f"{referral} was not taken: {taken}.")
    else:
        messages.success(request, f"{referral} is yours.")
    return page_of(referral)


@staff_page()
@require_POST
@transaction.atomic
def take_up(request, pk):
    referral = referral_or_404(request, pk)
    try:
        if referral.status != Status.CLOSED:
            raise ValueError("it is open")
        work.take_up(referral, request.user)
    except ValueError:
        messages.warning(request, f"{referral} was not taken up: it is open, or was erased.")
    else:
        messages.success(request, f"{referral} is open again, in touch, and yours to call.")
    return page_of(referral)


@staff_page()
@require_POST
@transaction.atomic
def release(request, pk):
    referral = referral_or_404(request, pk)
    if work.release(referral, request.user):
        messages.success(request, f"{referral} is released.")
    else:
        messages.warning(request, f"{referral} is closed, or was released already.")
    return page_of(referral)


@staff_page()
@require_POST
@transaction.atomic
def reveal(request, pk):
    show_family(request, referral_or_404(request, pk))
    return redirect("desk:call", pk)


@staff_page()
@require_POST
@transaction.atomic
def print_referral(request, pk):
    """Everything on one sheet; the paper is then in the hands of who printed it."""
    referral = referral_or_404(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose why, then press “Print” again.")
        return page_of(referral)
    Look.objects.note(request.user, Look.What.PRINTED, referral, form.cleaned_data["reason"])
    steps = referral.steps.select_related("by")
    return render_page(
        request, "desk/print.html", f"Referral {referral}", referral=referral, steps=steps
    )


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def hand_over(request, pk):
    referral = referral_or_404(request, pk)
    form = HandOverForm(request.POST or None, referral=referral)
    if not referral.next_statuses():
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            work.hand_over(referral, by=request.user, **form.cleaned_data)
        except ValueError:
            held = referral.is_held_from(request.user)
            closed = "It is closed: there is nothing to hand over."
            form.add_error(None, f"{referral.who_is_reaching}." if held else closed)
        else:
            person = form.cleaned_data["to_person"]
            receiver = name_of(person) if person else form.cleaned_data["to_organization"]
            organization = form.cleaned_data["to_organization"]
            if HandOver.objects.filter(referral=referral).exists():
                messages.success(request, f"{referral} is offered to {receiver}, and stays here.")
            else:
                messages.success(request, f"{referral} is with {receiver or 'everybody again'}.")
            there = Q(profile__care_management_organization=organization)
            if organization and not people_who_answer().filter(there).exists():
                messages.warning(request, f"Nobody of {organization} has an account: tell them.")
            return page_of(referral)
    Look.objects.note(request.user, Look.What.OPENED, referral)
    status = 422 if form.errors else 200
    title = f"Hand over {referral}"
    return render_page(request, "desk/hand_over.html", title, status, form=form, referral=referral)


@staff_page()
@require_POST
@transaction.atomic
def compare(request, pk, other):
    """Remember whether two referrals with one phone or e-mail are of the same family."""
    referral = referral_or_404(request, pk)
    other = get_object_or_404(referral.look_alikes(request.user), pk=other)
    Comparison.decide(referral, other, "same" in request.POST, request.user)
    return page_of(referral)


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def note(request, pk):
    """Change a note, for 15 minutes and by its author."""
    step = get_object_or_404(Step.objects.select_related("referral"), pk=pk)
    referral = referral_or_404(request, step.referral_id)
    if not step.can_be_changed_by(request.user):
        messages.warning(
            request, f"A note can be changed for {CHANGEABLE} minutes, by its author alone."
        )
        return page_of(referral)
    if not referral.is_revealed_to(request.user):
        messages.warning(request, "Press “Show” first: a note is hidden like the rest.")
        return page_of(referral)
    form = NoteForm(request.POST or None, initial={"note": step.note})
    if request.method == "POST" and form.is_valid():
        step.note = form.cleaned_data["note"]
        step.save(update_fields=["note"])
        return page_of(referral)
    Look.objects.note(request.user, Look.What.OPENED, referral)
    status = 422 if form.errors else 200
    title = f"Change a note of {referral}"
    return render_page(request, "desk/note.html", title, status, form=form, referral=referral)


@staff_page()
@require_POST
@transaction.atomic
def pin(request, pk):
    step = get_object_or_404(Step.objects.notes().select_related("referral"), pk=pk)
    referral = referral_or_404(request, step.referral_id)
    step.pin()
    return page_of(referral)


@staff_page()
@require_POST
def next_call(request):
    referral = calling.give_next_to(request.user)
    if referral is None:
        messages.info(
            request,
            "Nobody to reach right now: the others are taken, wait for a better time of the day, or"
            " speak a language that is not in your profile.",
        )
        return redirect("admin:index")
    return redirect("desk:call", referral.pk)


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def call(request, pk):
    """All that is needed to reach one family, and buttons for how it ended."""
    referral = referral_or_404(request, pk)
    if not referral.can_be_called:
        apart = "set apart as suspected spam" if referral.suspected else "closed"
        messages.info(request, f"{referral} is {apart}: nobody is to be called.")
        return page_of(referral)
    form = TryForm(request.POST or None, referral=referral, user=request.user)
    if "_reveal" in request.POST:
        show_family(request, referral)
        messages.warning(request, NOT_SAVED_YET)
        typed = request.POST.dict()
        form = TryForm(initial=typed, referral=referral, user=request.user)
    elif request.method == "POST" and form.is_valid():
        if referral.is_held_from(request.user):
            form.add_error(None, f"{referral.who_is_reaching}.")
        elif form.only_plans:
            kept = form.cleaned_data
            calling.plan(referral, kept["next_step_on"], request.user, kept["note"])
            messages.success(request, f"{referral}: kept.{next_step_of(referral)}")
            return redirect("admin:index")
        else:
            calling.record_try(referral, by=request.user, **form.cleaned_data)
            outcome = form.cleaned_data["outcome"]
            messages.success(request, what_follows(referral, outcome, request.user))
            return redirect("admin:index")
    Look.objects.note(request.user, Look.What.OPENED, referral)
    return render_page(
        request,
        "desk/call.html",
        f"Reach {referral}",
        422 if form.errors else 200,
        form=form,
        referral=referral,
        revealed=referral.is_revealed_to(request.user),
        tried=referral.steps.filter(what=Step.What.TRIED).select_related("by"),
        alike=referral.look_alikes(request.user)[:20],
        calls=FirstCall.for_family(referral.child_age, referral.county_id),
        **how_to_reach(referral),
        reason=LookReason.CALL,
        held_from=referral.is_held_from(request.user),
    )


def how_to_reach(referral: Referral) -> dict:
    """By which way, with which words, and how that can end."""
    part, calls = part_of_day(timezone.now()), referral.reach_by == ContactMethod.PHONE
    outcomes, others = (OF_A_CALL, OF_A_MESSAGE) if calls else (OF_A_MESSAGE, OF_A_CALL)
    by_mail = referral.reach_by == ContactMethod.EMAIL
    return {
        "numbers": [] if by_mail else CallingNumber.objects.of(referral.organization),
        "outcomes": outcomes,
        "other_outcomes": [outcome for outcome in others if outcome not in outcomes],
        "greeting_name": GREETINGS[part],
        "is_good_time": not calls or referral.best_time in {"", BestTime.ANY, part},
    }


@staff_page()
@require_POST
@transaction.atomic
def letter(request, pk):
    """What is printed or sent to a family that nobody reached; a sheet with its name."""
    referral = referral_or_404(request, pk)
    if not referral.can_be_called:
        return page_of(referral)
    Look.objects.note(request.user, Look.What.PRINTED, referral, LookReason.CALL)
    contact = ContactDetails.current()
    title = f"Letter for {referral}"
    return render_page(
        request, "desk/letter.html", title, referral=referral, contact=contact, revealed=True
    )


@staff_page()
@require_POST
@transaction.atomic
def undo(request, pk):
    """Take back an outcome that was pressed by mistake."""
    step = get_object_or_404(Step.objects.select_related("referral"), pk=pk)
    referral = referral_or_404(request, step.referral_id)
    try:
        undoing.undo(step, request.user)
    except ValueError as reason:
        messages.warning(request, f"{referral} stays as it is. {reason}.")
        return page_of(referral)
    messages.success(request, f"{referral} is as it was before: press how it ended.")
    return redirect("desk:call", referral.pk)


def next_step_of(referral: Referral) -> str:
    day = referral.next_step_on
    return f" Next step on {date_format(day, 'l, F j')}." if day else ""


def whose(referral: Referral, user: User) -> str:
    if not referral.assigned_to:
        return "It is with nobody"
    mine = referral.assigned_to == user
    return "It is yours" if mine else f"It stays with {name_of(referral.assigned_to)}"


def what_follows(referral: Referral, outcome: str, user: User) -> str:
    done = f"{referral}: {CallOutcome(outcome).label.lower()}."
    if referral.is_in_contact:
        status = referral.get_status_display().lower()
        return f"{done} {whose(referral, user)}, and {status}.{next_step_of(referral)}"
    if not referral.next_attempt_at:
        return done
    again = timezone.localtime(referral.next_attempt_at)
    return f"{done} Next try: {date_format(again, 'l, F j, P')}"
