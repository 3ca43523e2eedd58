"""How a family is found by its phone number or e-mail address."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from njcmo_site.editing.types import StaffRequest
from referrals.desk.forms import SearchForm
from referrals.desk.pages import page_of, render_page, staff_page
from referrals.models import Look, Referral
from referrals.models.looks import MOST_SEARCHED_IN_AN_HOUR

FOUND_AT_MOST = 50


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
                return shown(request, referral, form.cleaned_data["reason"])
        else:
            detail = "an e-mail address" if "email_hash" in form.hashes else "a phone number"
            again = note_search(request, form.cleaned_data["reason"], detail)
            if again:
                form.add_error(
                    None,
                    f"You have searched {MOST_SEARCHED_IN_AN_HOUR} times within an hour: more than"
                    " calls need. Go on at"
                    f" {date_format(timezone.localtime(again), 'TIME_FORMAT')}."
                    " A reference is found at any time.",
                )
            else:
                found = visible.with_contact(**form.hashes).without_texts().order_by("-received_at")
                if len(only := found[:2]) == 1:
                    return shown(request, only[0], form.cleaned_data["reason"])
    status = 429 if again else 422 if form.errors else 200
    found = None if found is None else found[:FOUND_AT_MOST]
    return render_page(
        request, "desk/search.html", "Find a referral", status, form=form, found=found
    )


def shown(request: StaffRequest, referral: Referral, reason: str) -> HttpResponse:
    """The page of the one that was found: with what the family wrote, if a reason was given.

    A caller on the line is not kept waiting by a second question why.
    """
    may_read = request.user.has_perm("referrals.change_referral") and not referral.emptied_at
    if reason and may_read:
        Look.objects.note(request.user, Look.What.REVEALED, referral, reason)
    return page_of(referral)


def note_search(request: StaffRequest, reason: str, detail: str) -> datetime | None:
    """Note a search, unless this person makes too many; tell when they may go on."""
    again = Look.objects.search_again_at(request.user)
    if not again:
        Look.objects.note(request.user, Look.What.SEARCHED, reason=reason, detail=detail)
    return again
