from datetime import timedelta

from django.http import HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from referrals import intake
from referrals.forms import ReferralForm
from referrals.models import IntakeSettings, Referral
from services.models import ChildAge, FirstCall

REFERENCE_SHOWN_FOR = timedelta(minutes=30)
NEUTRAL_SITE = "https://www.weather.gov/"


class CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


def lost_its_token(request) -> bool:
    """True when the form came without the token of this browser: too old, or from elsewhere."""
    return bool(CsrfCheck(lambda request: None).process_view(request, None, (), {}))


@csrf_exempt  # checked below: a family whose page is too old gets it back filled, not a bare 403
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def get_help(request):
    if request.method != "POST":
        return show_form(request, ReferralForm.prefilled(request.GET))

    answers, token_lost = request.POST, lost_its_token(request)
    if token_lost:
        answers = ReferralForm.without_consent(answers)
    switching_language = "switch_language" in answers
    if switching_language and "errors_shown" not in answers:
        return show_form(request, ReferralForm.typed(answers), switched=True, expired=token_lost)

    form = ReferralForm(answers)
    if token_lost:
        form.page_expired()
    if switching_language:
        return show_form(request, form)
    if not form.is_valid():
        return show_form(request, form, status=422)

    referral = intake.receive(form)
    request.session.cycle_key()  # a session that somebody else planted does not learn of it
    request.session["referral"] = {
        "reference": referral.reference,
        "until": (timezone.now() + REFERENCE_SHOWN_FOR).isoformat(),
    }
    # 303 and not 302: reloading the next page must never send the form again.
    return HttpResponseRedirect(reverse("referrals:thank_you"), status=303)


def show_form(request, form, status=200, **further):
    age, county = form["child_age"].value(), form["county"].value()
    context = {
        "form": form,
        "intake": IntakeSettings.current(),
        "language_link": "#language",
        "calls": FirstCall.objects.for_family(age, county),
        "age_is_known": age in ChildAge.values,
    } | further
    return render(request, "referrals/get_help.html", context, status=status)


@never_cache
@require_safe
def thank_you(request):
    sent = request.session.get("referral")
    if not sent or parse_datetime(sent["until"]) < timezone.now():
        return render_later(request)
    referral = get_object_or_404(Referral, reference=sent["reference"])
    if referral.emptied_at:
        return render_later(request)
    return render(
        request,
        "referrals/thank_you.html",
        {
            "referral": referral,
            "intake": IntakeSettings.current(),
            "calls": FirstCall.objects.for_family(referral.child_age, referral.county_id),
        },
    )


def render_later(request):
    context = {"calls": FirstCall.objects.for_family()}
    return render(request, "referrals/thank_you_later.html", context)


@never_cache
@require_safe
def leave(request):
    """Forget this browser session, and go where nobody asks what was read here."""
    request.session.flush()
    return redirect(NEUTRAL_SITE)
