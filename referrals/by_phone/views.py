"""A request by phone: staff enter what a family, or a professional for it, says."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from referrals.by_phone.form import PhoneRequestForm
from referrals.desk.pages import page_of, render_page, staff_page
from referrals.families.receive import receive
from referrals.models import Referral, Step
from referrals.models.answers import PageLanguage


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """No limits of a connection: a whole office answers phones behind one."""
    form = PhoneRequestForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render_page(request, "by_phone/enter.html", "Enter a request", status, form=form)
    referral, is_new = entered(form, request.user)
    done = "is entered" if is_new else "was entered already"
    messages.success(request, f"{referral} {done}. Tell the family {what_to_tell(referral)}.")
    if Referral.objects.visible_to(request.user).filter(pk=referral.pk).exists():
        return page_of(referral)
    messages.info(request, f"It is for {referral.organization}, whose people see it now.")
    return redirect("admin:index")


@transaction.atomic
def entered(form: PhoneRequestForm, by: User) -> tuple[Referral, bool]:
    """Store it as one that a family sent, and in its story who heard the consent."""
    consent = form.spoken_consent()
    referral, is_new = receive(form, source=form.source, entered_by=by, **consent)
    if is_new:
        language = PageLanguage(consent["consent_language"]).label
        version = form.consent_words.version
        how = referral.get_source_display()
        detail = f"{how}. Spoken consent in {language}, words of {version}"
        referral.note_step(Step.What.ENTERED, by, detail)
    return referral, is_new


def what_to_tell(referral: Referral) -> str:
    told = f"its reference, {referral}"
    day = referral.promised_day
    return f"{told}, and that it hears from us by {date_format(day, 'l, F j')}" if day else told
