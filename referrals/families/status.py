"""Where a request stands, for the family that sent it; it can be taken back or corrected there."""

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from njcmo_site.headers import FORGET_PAGES
from njcmo_site.origins import pressed_elsewhere
from referrals import retention
from referrals.families import limits, own
from referrals.families.status_forms import PhoneForm, StatusForm
from referrals.models import Referral
from services.models import ContactDetails, FirstCall


@csrf_exempt  # no cookie says whose request it is, but what only the family knows
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_status(request: HttpRequest) -> HttpResponse:
    """By a POST of the reference and a proof where that request stands; nothing in any address."""
    asked = request.POST
    if request.method != "POST":
        return show_form(request, StatusForm())
    if pressed_elsewhere(request) or ("switch_language" in asked and "looked_at" not in asked):
        return show_form(request, StatusForm.typed(asked))
    form = StatusForm(asked)
    if not form.is_valid():
        return show_form(request, form, 422)
    if seconds := limits.seconds_to_wait_for_status(request, **form.cleaned_data):
        response = show_form(request, StatusForm.typed(asked), 429, too_many=seconds // 60 + 1)
        response["Retry-After"] = str(seconds)
        return response
    if not form.finds_request():
        return show_form(request, form, 422)
    if "take_back" in asked:
        return take_back(request, form.referral)
    return show_status(request, form)


def show_form(
    request: HttpRequest, form: StatusForm, status: int = 200, **further: int
) -> HttpResponse:
    context = {"form": form, "contact": ContactDetails.current(), "language_form": "ask"}
    return render(request, "families/ask_status.html", context | further, status=status)


def take_back(request: HttpRequest, referral: Referral) -> HttpResponse:
    retention.withdraw(referral)
    response = render(request, "families/taken_back.html", {"referral": referral})
    response["Clear-Site-Data"] = FORGET_PAGES
    return response


def show_status(request: HttpRequest, form: StatusForm) -> HttpResponse:
    referral, asked = form.referral, request.POST
    phone_form = PhoneForm.of(asked)
    is_changed = phone_form.is_valid() and own.correct_phone(
        referral, phone_form.cleaned_data["phone"]
    )
    if is_changed:
        form, phone_form = StatusForm.proven_by(referral), PhoneForm()
    context = {
        "form": form,
        "phone_form": phone_form,
        "phone_changed": is_changed,
        "referral": referral,
        "looks": referral.looks.aggregate(number=Count("pk"), last=Max("at")),
        "contact": ContactDetails.current(),
        "calls": FirstCall.for_family(referral.child_age, referral.county_id),
        "language_form": "ask",
    }
    refused = 422 if phone_form.errors else 200
    return render(request, "families/request_status.html", context, status=refused)
