"""The form while the database is away: what was typed, to be sent again; asks for no row."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from referrals.families.form import ReferralForm
from referrals.families.views import lost_token


def not_sent_now(request: HttpRequest) -> HttpResponse:
    """What somebody wrote is shown and can be changed, what they chose goes along unseen.

    Sent again it is the same page, so whatever became of it, it is one request.
    """
    without = {"csrfmiddlewaretoken", "switch_language", "website"}
    if lost_token(request):
        without.add("consent")  # the next press is not to be a foreign page's
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
