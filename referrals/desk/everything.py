"""Everything that is held about one reference, for a family that asks; and erased if it wishes."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Field, Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST

from njcmo_site.field_classes import CHILD, INTERNAL, PERSONAL, fields
from referrals import retention
from referrals.desk.forms import EraseForm, ReasonForm
from referrals.desk.pages import page_of, referral_or_404, render_page, staff_page
from referrals.models import Look, Referral
from referrals.models.people import name_of

CLASSES = {"The caregiver": PERSONAL, "The child": CHILD, "The work on the request": INTERNAL}


@staff_page("referrals.view_look")
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def everything(request, pk):
    """One sheet to print. Each time it is shown is a look, with a reason."""
    referral = referral_or_404(request, pk)
    title = f"Everything held about {referral}"
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "referral": referral}
        return render_page(request, "desk/everything_why.html", title, status, **context)
    Look.objects.note(request.user, Look.What.PRINTED, referral, form.cleaned_data["reason"])
    return render_page(
        request,
        "desk/everything.html",
        title,
        referral=referral,
        parts=[(heading, list(held(referral, one))) for heading, one in CLASSES.items()],
        steps=referral.steps.select_related("by"),
        mails=referral.notices.order_by("made_at"),
        readers=readers_of(referral),
        erase_form=EraseForm(),
    )


@staff_page("referrals.view_look")
@require_POST
@transaction.atomic
def erase(request, pk):
    """Because the family asks. A stub stays, with the day; so does who did it, in the history."""
    referral = referral_or_404(request, pk)
    if not EraseForm(request.POST).is_valid():
        messages.error(request, f"{referral} was not erased: check that the family asks for it.")
    elif not referral.emptied_at:
        retention.withdraw(referral)
        told = "Erased because the family asked"
        LogEntry.objects.log_actions(request.user.pk, [referral], CHANGE, told, single_object=True)
        messages.success(request, f"What the family of {referral} wrote is erased for good.")
    return page_of(referral)


def held(referral: Referral, of_class: str) -> Iterator[tuple[str, str]]:
    """Each field of this class that holds something, and what it holds, in words."""
    names = fields("referrals.referral", of_class)
    encrypted = {field.name for field in referral.encrypted_fields()}
    for field in referral._meta.concrete_fields:
        if field.name not in names or (field.name in encrypted and not referral.can_be_read):
            continue
        if words := in_words(referral, field):
            yield capfirst(str(field.verbose_name)), words


def in_words(referral: Referral, field: "Field[Any, Any]") -> str:
    value = getattr(referral, field.name)
    if field.name.endswith("_hash"):
        return value and "kept in a form that tells nothing, to find the request again"
    if field.name == "concerns":
        return referral.shown_concerns
    if field.name == "phone":
        return referral.shown_phone
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, User):
        return name_of(value)
    return "" if value is None else str(value)


def readers_of(referral: Referral) -> Any:
    """Each person who looked at it, with how often and when last."""
    people = User.objects.filter(looks__referral=referral)
    return people.annotate(times=Count("looks"), last=Max("looks__at")).order_by("username")
