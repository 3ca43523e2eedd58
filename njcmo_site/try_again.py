"""Sheets, and where a request stands, while the database is away: what was typed, to send again."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from njcmo_site.origins import pressed_elsewhere
from referrals.families.not_sent import typed_fields
from referrals.families.status_forms import PhoneForm, StatusForm
from services.childs_page.form import ChildsPageForm
from services.school_letter.form import SchoolLetterForm
from services.what_changes.form import BirthForm

FORMS: dict[str, list[type[forms.Form]]] = {
    "services:school_letter": [SchoolLetterForm],
    "services:childs_page": [ChildsPageForm],
    "services:what_changes": [BirthForm],
    "request_status": [StatusForm, PhoneForm],
}


def try_again(request: HttpRequest) -> HttpResponse | None:
    """The same post once more, at a press; asks for no row.

    None for pages that keep nothing, and for words that another site sent.
    """
    asking = next((FORMS[name] for name in FORMS if request.path_info == reverse(name)), [])
    if not asking or pressed_elsewhere(request):
        return None
    asked = {name: field for form in asking for name, field in form().fields.items()}
    fields = typed_fields(request.POST, asked)
    return render(request, "try_again.html", {"fields": fields, "links_open_beside": True})
