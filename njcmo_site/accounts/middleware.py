"""What happens to every request of staff."""

import time

from django.conf import settings
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from njcmo_site.headers import FORGET_PAGES


def pages_of_accounts(get_response):
    """Where staff sign in, ?lang=es is kept in the session, and no cache keeps a page."""

    def middleware(request):
        if not request.path_info.startswith("/accounts/"):
            return get_response(request)
        if request.GET.get("lang") in dict(settings.LANGUAGES):
            request.session["language"] = request.GET["lang"]
        request.LANGUAGE_CODE = request.session.get("language", settings.LANGUAGE_CODE)
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware


def keep_staff_signed_in(get_response):
    """Renew the session of staff who work, at most once a minute; it ends when they are idle.

    Only where staff work: a page that families read asks for no session. When they sign out, the
    browser forgets the pages that it has shown.
    """

    def middleware(request):
        where_staff_work = request.path_info.startswith(("/admin/", "/accounts/"))
        if not where_staff_work or request.user.is_anonymous:
            return get_response(request)
        now = int(time.time())
        if now - request.session.get("renewed_at", 0) >= 60:
            request.session["renewed_at"] = now
        response = get_response(request)
        if request.user.is_anonymous:
            response["Clear-Site-Data"] = FORGET_PAGES
        return response

    return middleware
