"""The admin of this site. A module of its own: Django loads it before any app's admin."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from njcmo_site.accounts.second_factor import lacks_second_factor
from njcmo_site.editing.unsaved import not_saved

NO_WINDOWS = {IS_POPUP_VAR, TO_FIELD_VAR}  # Django fails where the field that they name is no key

# The editor and the hints beside a text write markup; None takes a directive out of the policy.
WRITES_MARKUP = {"require-trusted-types-for": None, "trusted-types": None}


class StaffSite(AdminSite):
    site_title = site_header = "NJCMO staff"
    index_title = "What would you like to do?"
    enable_nav_sidebar = False  # the lists need the width

    def has_permission(self, request):
        return super().has_permission(request) and not lacks_second_factor(request.user)

    def get_urls(self):
        """But for the redirect to a row's page on the site: it asks nobody for a right to the row.

        StaffAdmin.view_on_site links to the page itself.
        """
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def guarded_by_us(request, *args, **kwargs):
            if NO_WINDOWS & {*request.GET, *request.POST}:
                raise BadRequest("no page of ours opens in a window of another")
            if self.has_permission(request) or request.path == reverse("admin:logout"):
                response = guarded(request, *args, **kwargs)
                response._csp_replace = WRITES_MARKUP
                return response
            return self.turn_away(request)

        return guarded_by_us

    def turn_away(self, request):
        if request.user.is_anonymous and request.method == "POST":
            return not_saved(request)  # the session ended while somebody was typing
        if request.user.is_anonymous:
            return redirect_to_login(request.get_full_path())
        if super().has_permission(request):
            return redirect("mfa_index")
        raise PermissionDenied

    def login(self, request, extra_context=None):
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
