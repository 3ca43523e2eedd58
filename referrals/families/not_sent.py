"""The form while the database is away: what was typed, to be sent again; asks for no row."""

from collections.abc import Collection, Mapping

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
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
    without = {"website", *OTHER_BUTTONS}
    if lost := lost_token(request):
        without.add("consent")  # the next press is not to be a foreign page's
    if lost.startswith(FOREIGN):
        without |= {"phone", "email", "second_phone", "page_number", "page_opened"}
    if "carried" in request.POST and pressed_elsewhere(request):
        without.add("message")
    fields = typed_fields(request.POST, ReferralForm.base_fields, without)
    context = {"fields": fields, "links_open_beside": True}
    return render(request, "families/not_sent.html", context)


def typed_fields(
    answers: QueryDict, asked: Mapping[str, forms.Field], without: Collection[str] = ()
) -> list[dict[str, str]]:
    """What a form sent, for templates/partials/typed_fields.html; `asked` are its fields."""
    return [
        {"name": name, "value": value, "kind": kind_of(asked.get(name), value)}
        | {"label": str(asked[name].label or "") if name in asked else ""}
        for name, values in answers.lists()
        if name != "csrfmiddlewaretoken" and name not in without
        for value in values
    ]


def kind_of(field: forms.Field | None, value: str) -> str:
    """As it is shown: on one line, on several, or not at all."""
    if not field or not value or not isinstance(field.widget, forms.TextInput | forms.Textarea):
        return "hidden"
    return "long" if isinstance(field.widget, forms.Textarea) else "text"
