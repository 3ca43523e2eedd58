"""How many requests one internet connection may send."""

import re
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from njcmo_site.headers import FORGET_PAGES
from njcmo_site.origins import pressed_elsewhere, refused_by_check
from referrals import retention
from referrals.families import after, limits, opened_page, receive
from referrals.families.form import PREFILLED, ReferralForm
from referrals.families.summary import answers_of
from referrals.models import IntakeSettings, Referral
from services.models import ContactDetails, FirstCall
from services.models.ages import ChildAge

REFERENCE_SHOWN_FOR = timedelta(seconds=settings.SESSION_COOKIE_AGE)
LEFT = f"{settings.COOKIE_PREFIX}left"
HIDDEN = "hidden"
CARRIED_IN = PREFILLED | {"message"}  # by an address, and by a sheet that was filled in here
FOREIGN = ("Origin", "Referer")  # how Django's reasons begin that speak of another site
NEUTRAL_SITE = "https://www.weather.gov/"


def hides_its_origin(request: HttpRequest) -> bool:
    """Whether nothing says which site the form stood on; add-ons for privacy take that off."""
    return request.headers.get("Origin", request.headers.get("Referer", "null")) == "null"


def lost_token(request: HttpRequest) -> str:
    """Why the form is not taken as sent by this browser; "" if it is.

    It begins with "Origin" or "Referer" if another site may have filled the form in.
    """
    if opened_page.signed_with_another_secret(request.POST.get("page_opened", "")):
        return "another secret"
    reason = refused_by_check(request)
    if reason.startswith(FOREIGN) and hides_its_origin(request):
        # The token of this browser, which no other site knows, is looked at all the same.
        request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        reason = reason if refused_by_check(request) else HIDDEN
        request.META["HTTP_ORIGIN"] = "null"
    return reason


def left_since(request: HttpRequest) -> bool:
    """Whether this browser left after it opened the page: “back” sends it again all the same."""
    number, signed = (request.POST.get(name, "") for name in ("page_number", "page_opened"))
    opened = opened_page.seconds_open(number, signed)
    left = request.COOKIES.get(LEFT, "")
    if opened is None or not re.fullmatch(r"[0-9]{1,10}", left):
        return False
    seconds = time.time() - int(left)
    return 0 <= seconds < opened  # a time to come is none of ours: it would drop every request


@csrf_exempt  # checked below: a family whose page is too old gets it back filled, not a bare 403
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def get_help(request):
    if request.method != "POST":
        form = ReferralForm.prefilled(request.GET, browser_secret(request))
        # Compressed only where nothing of the address is repeated: see MIDDLEWARE in settings.py.
        show = show_form if request.META.get("QUERY_STRING") else show_compressed_form
        return show(request, form)

    if "carried" in request.POST:
        return show_carried(request)
    if left_since(request):
        return HttpResponseRedirect(reverse("referrals:get_help"), status=303)
    answers, lost = request.POST, lost_token(request)
    if lost:
        answers = ReferralForm.to_send_anew(answers, foreign=lost.startswith(FOREIGN))
    if seconds := limits.seconds_to_wait_with_any_form(request):
        return show_form_for_later(request, ReferralForm.typed(answers), seconds)
    if redrawn := show_as_typed(request, answers, expired=bool(lost)):
        return redrawn

    form = ReferralForm(answers)
    if lost:
        by_origin = lost.startswith((*FOREIGN, HIDDEN))
        form.not_taken(origin_hidden=by_origin and hides_its_origin(request))
    if "switch_language" in answers:
        checking = "checking" in answers and form.is_valid()
        return show_summary(request, form) if checking else show_form(request, form)
    if not form.is_valid():
        return show_form(request, form, status=422)
    if "check" in answers:
        return show_summary(request, form)
    if not receive.received_before(form) and (seconds := limits.seconds_to_wait(request)):
        return show_form_for_later(request, form, seconds)

    referral, is_new = receive.receive(form)
    if is_new or sent_from_here(request, referral):
        if request.session.session_key:
            request.session.cycle_key()  # a session that somebody else planted does not learn of it
        request.session["referral"] = {
            "reference": referral.reference,
            "until": (referral.received_at + REFERENCE_SHOWN_FOR).isoformat(),
            "sent_other_words": form.says_other_than(referral),
        }
    else:
        request.session["sent_before"] = True
    return thank(request)


def show_as_typed(request, answers, expired):
    """The form with all that was typed and no look at it; None where it is sent or checked.

    In the other language, with an answer of the summary to change, or without what an address or a
    sheet had filled in.
    """
    switched = "switch_language" in answers and not {"errors_shown", "checking"} & answers.keys()
    if not switched and not {"change", "clear"} & answers.keys():
        return None
    cleared = CARRIED_IN & set(answers.get("clear", "").split())
    form = ReferralForm.typed(answers, without=cleared)
    return show_form(request, form, switched=True, cleared=cleared, expired=expired)


def browser_secret(request: HttpRequest) -> str:
    """What only this browser sends, from its first form until it is closed."""
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def sent_from_here(request: HttpRequest, referral: Referral) -> bool:
    """Whether this session sent it in the last half hour, or this browser, if the answer got lost.

    Whoever comes upon an old page, with its number, learns nothing.
    """
    if referral.received_at + REFERENCE_SHOWN_FOR < timezone.now():
        return False
    number, signed = (request.POST.get(name, "") for name in ("page_number", "page_opened"))
    opened_here = opened_page.opened_by(browser_secret(request), number, signed)
    return opened_here or sent_lately(request) == referral


def thank(request):
    # 303 and not 302: reloading the next page must never send the form again.
    return HttpResponseRedirect(reverse("referrals:thank_you"), status=303)


def sent_lately(request: HttpRequest) -> Referral | None:
    """The referral of this browser session, for half an hour."""
    sent = request.session.get("referral")
    if not sent or datetime.fromisoformat(sent["until"]) < timezone.now():
        return None
    related = ("county__care_management_organization", "handed_to")
    referrals = Referral.objects.select_related(*related)
    return referrals.filter(reference=sent["reference"]).first()


def show_form(request, form, status=200, **further):
    age, county = form["child_age"].value(), form["county"].value()
    context = {
        "form": form,
        "intake": IntakeSettings.current(),
        "language_form": "ask",
        "links_open_beside": True,
        "back_is_for_nothing": request.method == "POST",
        "calls": FirstCall.for_family(age, county),
        "age_is_known": age in ChildAge.values,
    }
    referral = sent_lately(request)
    if referral and not referral.emptied_at:
        context |= {"referral": referral, "contact": ContactDetails.current()}
    return render(request, "families/get_help.html", context | further, status=status)


def show_carried(request):
    """The form with the words of a sheet that the family took here: neither sent nor checked."""
    form = ReferralForm.prefilled(request.GET, browser_secret(request))
    if not pressed_elsewhere(request):  # another site does not put its words into a form of ours
        form.initial["message"] = request.POST.get("message", "")
    return show_form(request, form, carried="message" in form.initial)


def show_summary(request, form):
    """All that will be sent, which goes along hidden: this page stores nothing."""
    answers = list(answers_of(form))
    context = {
        "form": form,
        "answered": [one for one in answers if one.shown],
        "left_open": [one for one in answers if not one.shown],
        "language_form": "ask",
        "links_open_beside": True,
    }
    return render(request, "families/check_answers.html", context)


show_compressed_form = gzip_page(show_form)


def show_form_for_later(request, form, seconds):
    response = show_form(request, form, status=429, too_many=seconds // 60 + 1)
    response["Retry-After"] = str(seconds)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thank_you(request):
    """What follows; a POST takes the request back that this browser has just sent."""
    referral = sent_lately(request)
    if request.method == "POST":
        if referral:
            retention.withdraw(referral)
        response = thank(request)
        response["Clear-Site-Data"] = FORGET_PAGES
        return response
    if not referral:
        return render_later(request)
    if referral.emptied_at:
        return render(request, "families/taken_back.html", {"referral": referral})
    return render(
        request,
        "families/thank_you.html",
        after.told(referral)
        | {"sent_other_words": request.session["referral"]["sent_other_words"]},
    )


def render_later(request):
    context = {
        "calls": FirstCall.for_family(),
        "sent_before": "sent_before" in request.session,
    }
    return render(request, "families/thank_you_later.html", context)


def pressed_on_a_page_of_ours(request: HttpRequest) -> bool:
    """As the browser says; it sends Sec-Fetch-Site only over https or on this computer."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Referer", "").startswith(request.build_absolute_uri("/"))


@csrf_exempt  # whoever has cookies off or hides where they come from has to get away as well
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """Forget this browser session, and go where nobody asks what was read here.

    At once from a page of ours. A link or a button elsewhere, which would drop a family's open form
    and sign staff out, is asked first.
    """
    if request.method == "POST" and not pressed_elsewhere(request):
        # Not a redirect: to another site, the policy of form-action stops it.
        response = render(
            request, "families/leave.html", {"left": True, "neutral_site": NEUTRAL_SITE}
        )
        response["Refresh"] = f"0; url={NEUTRAL_SITE}"
    elif pressed_on_a_page_of_ours(request):
        response = redirect(NEUTRAL_SITE)
    else:
        return render(request, "families/leave.html")
    request.session.flush()
    response["Clear-Site-Data"] = FORGET_PAGES
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return response  # no form was opened here; nor can another site send along that one was
    secure = settings.SESSION_COOKIE_SECURE
    # Until the browser is closed; tells nothing but the time.
    response.set_cookie(LEFT, str(int(time.time())), secure=secure, httponly=True, samesite="Lax")
    return response
