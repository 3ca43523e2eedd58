"""What is answered when something failed: a fault of ours, or a database or disk that is away."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.cache import never_cache

from njcmo_site.editing.unsaved import not_saved_now
from njcmo_site.origins import refused_by_check
from njcmo_site.try_again import try_again
from referrals.families.not_sent import not_sent_now

DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO, errno.EACCES}
AGAIN = "10"  # seconds


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503, and what was typed, until the database answers or the disk takes something.

    Asks the database for nothing.
    """
    if not is_away(sys.exception()):
        return HttpResponseServerError(get_template("500.html").render())
    response = page_for_now(request)
    response.status_code = 503
    response["Retry-After"] = AGAIN
    return response


def is_away(error: BaseException | None) -> bool:
    if isinstance(error, OSError):
        return error.errno in DISK
    return isinstance(error, OperationalError | InterfaceError)


def page_for_now(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if request.path_info == reverse("referrals:get_help"):
            return not_sent_now(request)
        if request.path_info.startswith("/admin/") and not refused_by_check(request):
            return not_saved_now(request)
        if page := try_again(request):
            return page
    return HttpResponse(get_template("503.html").render())
