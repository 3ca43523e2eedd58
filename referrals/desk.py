"""The pages of the intake desk beside the lists and forms of the admin."""

from datetime import datetime
from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from referrals.models import (
    MOST_SEARCHED_IN_AN_HOUR,
    CallOutcome,
    Comparison,
    Look,
    LookReason,
    Referral,
    Status,
    Step,
)
from referrals.staff_forms import (
    HandOverForm,
    NoteForm,
    ReasonForm,
    SearchForm,
    TryForm,
    people_who_answer,
)
from services.models import FirstCall

FOUND_AT_MOST = 50
NOT_SAVED_YET = "What you typed is still here. It is not saved yet."


def staff_page(permission="referrals.change_referral"):
    """A page of the admin for those with the permission; no error report shows what is posted."""

    def decorate(view):
        @sensitive_post_parameters()
        @wraps(view)
        def page(request, *args, **kwargs):
            # Not at import: the admin site is chosen later.
            return admin.site.admin_view(allowed)(request, *args, **kwargs)

        def allowed(request, *args, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return page

    return decorate


def render_page(request, template, title, status=200, **context):
    context |= admin.site.each_context(request) | {"title": title}
    return render(request, template, context, status=status)


def referral_or_404(request, pk) -> Referral:
    """Another county’s referral answers as if it did not exist."""
    related = ("county__care_management_organization", "handed_to", "assigned_to", "held_by")
    visible = Referral.objects.visible_to(request.user).select_related(*related)
    if request.method == "POST":
        visible = visible.select_for_update(of=["self"])
    return get_object_or_404(visible, pk=pk)


def page_of(referral):
    return redirect("admin:referrals_referral_change", referral.pk)


@staff_page()
@require_POST
@transaction.atomic
def take(request, pk):
    referral = referral_or_404(request, pk)
    try:
        referral.take(request.user)
    except ValueError:
        taken = f"{referral.assigned_to} has taken it"
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
def release(request, pk):
    referral = referral_or_404(request, pk)
    if referral.release(request.user):
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


def show_family(request, referral) -> None:
    """Show what the family wrote, to this person for 15 minutes, when a reason was chosen."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        note_look(request, Look.What.REVEALED, referral, form.cleaned_data["reason"])
    else:
        messages.error(request, "Choose why, then press “Show” again.")


def note_look(request, what, referral=None, reason="", detail="") -> None:
    look = {"what": what, "referral": referral, "reason": reason, "detail": detail}
    Look.objects.create(person=request.user, **look)


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
    note_look(request, Look.What.PRINTED, referral, form.cleaned_data["reason"])
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
    if not referral.moves():
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            referral.hand_over(by=request.user, **form.cleaned_data)
        except ValueError:
            held = referral.is_held_from(request.user)
            closed = "It is closed: there is nothing to hand over."
            form.add_error(None, f"{referral.who_is_reaching}." if held else closed)
        else:
            receiver = form.cleaned_data["to_person"] or form.cleaned_data["to_organization"]
            messages.success(request, f"{referral} is with {receiver or 'everybody again'}.")
            organization = form.cleaned_data["to_organization"]
            there = Q(profile__care_management_organization=organization)
            if organization and not people_who_answer().filter(there).exists():
                messages.warning(request, f"Nobody of {organization} has an account: tell them.")
            if Referral.objects.visible_to(request.user).filter(pk=pk).exists():
                return page_of(referral)
            return redirect("admin:index")
    note_look(request, Look.What.OPENED, referral)
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
        messages.warning(request, "A note can be changed for 15 minutes, by its author alone.")
        return page_of(referral)
    if not referral.is_revealed_to(request.user):
        messages.warning(request, "Press “Show” first: a note is hidden like the rest.")
        return page_of(referral)
    form = NoteForm(request.POST or None, initial={"note": step.note})
    if request.method == "POST" and form.is_valid():
        step.note = form.cleaned_data["note"]
        step.save(update_fields=["note"])
        return page_of(referral)
    note_look(request, Look.What.OPENED, referral)
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


@staff_page("referrals.view_referral")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """By reference, phone or e-mail; posted, so that none of them is ever in an address."""
    form, found, again = SearchForm(request.POST or None), None, None
    if request.method == "POST" and form.is_valid():
        visible = Referral.objects.visible_to(request.user).select_related("county")
        if form.reference:
            found = visible.filter(reference=form.reference)
            if referral := found.first():
                return page_of(referral)
        else:
            detail = "an e-mail address" if "email_hash" in form.hashes else "a phone number"
            again = note_search(request, form.cleaned_data["reason"], detail)
            if again:
                form.add_error(
                    None,
                    f"You have searched {MOST_SEARCHED_IN_AN_HOUR} times within an hour: more than"
                    f" calls need. Go on at {date_format(timezone.localtime(again), 'g:i A')}."
                    " A reference is found at any time.",
                )
            else:
                found = visible.with_contact(**form.hashes).without_texts().order_by("-received_at")
    status = 429 if again else 422 if form.errors else 200
    found = None if found is None else found[:FOUND_AT_MOST]
    return render_page(
        request, "desk/search.html", "Find a referral", status, form=form, found=found
    )


def note_search(request, reason, detail) -> datetime | None:
    """Note a search, unless this person makes too many; tell when they may go on."""
    again = Look.objects.search_again_at(request.user)
    if not again:
        note_look(request, Look.What.SEARCHED, reason=reason, detail=detail)
    return again


@staff_page()
@require_POST
def next_call(request):
    referral = Referral.objects.hold_next_for(request.user)
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
    if not referral.is_unanswered:
        messages.info(request, f"{referral} is {referral.get_status_display().lower()} already.")
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
        else:
            referral.record_try(by=request.user, **form.cleaned_data)
            outcome = form.cleaned_data["outcome"]
            messages.success(request, what_follows(referral, outcome, request.user))
            return redirect("admin:index")
    note_look(request, Look.What.OPENED, referral)
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
        calls=FirstCall.objects.for_family(referral.child_age, referral.county_id),
        outcomes=CallOutcome,
        reason=LookReason.CALL,
        held_from=referral.is_held_from(request.user),
    )


def what_follows(referral, outcome, user) -> str:
    done = f"{referral}: {CallOutcome(outcome).label.lower()}."
    if outcome == CallOutcome.REACHED:
        mine = referral.assigned_to == user
        whose = "It is yours" if mine else f"It stays with {referral.assigned_to}"
        return f"{done} {whose}, and in touch."
    if not referral.next_attempt_at:
        return done
    again = timezone.localtime(referral.next_attempt_at)
    return f"{done} Next try: {date_format(again, 'l, F j, P')}"
