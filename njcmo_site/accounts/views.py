"""Where somebody is signed in, for themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from njcmo_site.accounts.signed_in import end, places_of
from njcmo_site.still_you import ask_again, was_shown_lately


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signed_in(request):
    here = request.session.session_key
    if request.method == "POST" and not was_shown_lately(request):
        return ask_again(request)
    if request.method == "POST":
        end(request.user, but=here)
        messages.success(request, _("Everywhere else you are signed out now."))
        return redirect("account_signed_in")
    return render(request, "sign_in/places.html", {"places": places_of(request.user, here)})
