"""Was this page helpful? Asked on a page of its own, so that the pages themselves stay small."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from njcmo_site.caching import for_everybody
from njcmo_site.heard.pages import Page, asked_about
from njcmo_site.heard.people import is_first_today
from njcmo_site.origins import pressed_elsewhere
from referrals.families.limits import too_many_answers
from services.models import PageAnswer


@csrf_exempt  # no cookie, so no token: pressed_elsewhere() asks the browser
@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def helpful(request, page):
    """Yes, or one of three reasons, as a POST; page is an address in English, such as "/faq/"."""
    asked = known(page)
    if request.method != "POST":
        return render(request, "heard/helpful.html", {"asked": asked})

    answer = request.POST.get("answer")
    if pressed_elsewhere(request) or answer not in PageAnswer.Answer.values:
        return HttpResponseRedirect(request.path, status=303)  # asked again, by us
    if not too_many_answers(request) and is_first_today(request, page):
        PageAnswer.one_more(page, get_language(), answer)
    return HttpResponseRedirect(reverse("thanks", args=[page]), status=303)


@for_everybody
@require_safe
def thanks(request, page):
    """The same for all, whether the answer was counted or was a second one."""
    return render(request, "heard/thanks.html", {"asked": known(page)})


def known(page: str) -> Page:
    if page not in (pages := asked_about()):
        raise Http404
    return pages[page]
