"""The form while the database is away: what was typed, to be sent again; asks for no row."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from njcmo_site.origins import pressed_elsewhere
from referrals.families.form import ReferralForm
from referrals.families.views import FOREIGN, lost_token

# What else can be pressed on the form and its summary: the one button here sends.
OTHER_BUTTONS = ["switch_language", "check", "checking", "change", "clear"]


def not_sent_now(request: HttpRequest) -> HttpResponse:
    """What somebody wrote is shown and can be changed, what they chose goes along unseen.

    Sent again it is the same page, so whatever became of it, it is one request.
    """
    without = {"csrfmiddlewaretoken", "website", *OTHER_BUTTONS}
    if lost := lost_token(request):
        without.add("consent")  # the next press is not to be a foreign page's
    if lost.startswith(FOREIGN):
        without |= {"phone", "email", "second_phone", "page_number", "page_opened"}
    if "carried" in request.POST and pressed_elsewhere(request):
        without.add("message")
    fields = [
        {"name": name, "value": value, "kind": kind_of(name, value), "label": label_of(name)}
        for name, values in request.POST.lists()
        if name not in without
        for value in values
    ]
    return render(request, "families/not_sent.html", {"fields": fields})


def kind_of(name: str, value: str) -> str:
    """As it is shown: on one line, on several, or not at all."""
    field = ReferralForm.base_fields.get(name)
    if not field or not value or not isinstance(field.widget, forms.TextInput | forms.Textarea):
        return "hidden"
    return "long" if isinstance(field.widget, forms.Textarea) else "text"


def label_of(name: str) -> str:
    field = ReferralForm.base_fields.get(name)
    return str(field.label or "") if field else ""
