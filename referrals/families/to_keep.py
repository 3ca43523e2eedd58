"""Files that a family takes along after sending: whoever sees them learns of no child."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from referrals.families.views import sent_lately
from referrals.models import CallingNumber
from services.reminder import calendar

CALLER = "NJCMO"  # as staff name themselves to whoever picks up


@never_cache
@require_safe
def contact_card(request: HttpRequest) -> HttpResponse:
    """The numbers we call from, for the address book of a phone; NJCMO’s own for anybody."""
    referral = sent_lately(request)
    numbers = CallingNumber.objects.of(referral.organization if referral else None)
    if not numbers:
        raise Http404
    response = HttpResponse(vcard(numbers), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="contact.vcf"'
    return response


def vcard(numbers: Iterable[CallingNumber]) -> str:
    """One contact with all the numbers, of the version that every phone reads (RFC 2426)."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{CALLER};;;;", f"FN:{CALLER}"]
    lines += [f"TEL;TYPE=WORK,VOICE:{number.dialed}" for number in numbers]
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCARD"])


@never_cache
@require_safe
def promised_day(request: HttpRequest) -> HttpResponse:
    """The day by which we call, for the calendar of who has just sent a request."""
    referral = sent_lately(request)
    if not referral or not referral.awaited_day:
        raise Http404
    return calendar([referral.awaited_day], title=_("A call that I wait for"))
