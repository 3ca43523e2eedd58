"""Until when staff stay signed in; after twelve hours it ends all the same (sessions.py)."""

from django.utils import timezone

from njcmo_site.headers import FORGET_PAGES

RENEWED_EVERY = 60  # seconds


def keep_staff_signed_in(get_response):
    """Renew the session of staff who work, at most once a minute; it ends when they are idle.

    Only where staff work: a page that families read asks for no session. When they sign out, the
    browser forgets the pages that it has shown.
    """

    def middleware(request):
        where_staff_work = request.path_info.startswith(("/admin/", "/accounts/"))
        if not where_staff_work or request.user.is_anonymous:
            return get_response(request)
        now = int(timezone.now().timestamp())
        if now - request.session.get("renewed_at", 0) >= RENEWED_EVERY:
            request.session["renewed_at"] = now
            request.session.setdefault("signed_in_at", now)  # who signed in at an older version
        response = get_response(request)
        if request.user.is_anonymous:
            response["Clear-Site-Data"] = FORGET_PAGES
        return response

    return middleware
