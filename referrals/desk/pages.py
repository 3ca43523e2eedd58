"""What every page of the intake desk does."""

from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_post_parameters

from njcmo_site.editing.types import StaffRequest
from referrals.desk.forms import ReasonForm
from referrals.models import (
    Look,
    Referral,
)

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
    """Drawn once the view is through: nobody waits for a page while a row is locked for it."""
    context |= admin.site.each_context(request) | {"title": title}
    return TemplateResponse(request, template, context, status=status)


def referral_or_404(request: StaffRequest, pk: int) -> Referral:
    """Another county’s referral answers as if it did not exist."""
    related = ("county__care_management_organization", "handed_to", "assigned_to", "held_by")
    visible = Referral.objects.visible_to(request.user).select_related(*related)
    if request.method == "POST":
        visible = visible.select_for_update(of=["self"])
    return get_object_or_404(visible, pk=pk)


def page_of(referral: Referral) -> HttpResponseRedirect:
    return redirect("admin:referrals_referral_change", referral.pk)


def show_family(request: StaffRequest, referral: Referral) -> None:
    """Show what the family wrote, to this person for 15 minutes, when a reason was chosen."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        Look.objects.note(request.user, Look.What.REVEALED, referral, form.cleaned_data["reason"])
    else:
        messages.error(request, "Choose why, then press “Show” again.")
