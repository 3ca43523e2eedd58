"""What staff typed comes back to them when it could not be saved, and is kept nowhere."""

import re

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.csrf import csrf_failure as plain_refusal
from django.views.decorators.cache import never_cache

# What the admin itself puts into a form: numbers of rows, keys, what somebody saw when they opened.
MACHINE = re.compile(
    r"_|opened|(tries_)?seen|initial-|(action|part|to|cancel|link|leave)$|.*__prefix__|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|(.*-)?id$"
)

LONGEST_NAME = 200


@never_cache
def not_saved(request, gone=False):
    """One form with all that was sent, passwords excepted, which sends it again to the same place.

    `gone`: there is nothing to send it to, since somebody deleted what it belongs to.

    Only for a post that came from a page of ours: the views behind Django's check of forms.
    """
    app, model = page_of(request)
    fields = typed_fields(request, hidden_in_form(request, app, model))
    if request.user.is_anonymous and all(field["kind"] == "hidden" for field in fields):
        return redirect_to_login(reverse("admin:index"))  # a button was pressed, nothing typed
    context = admin.site.each_context(request) | {
        "title": "Not saved yet",
        "fields": fields,
        "expired": request.user.is_authenticated,
        "gone": gone,
    }
    return render(request, "editing/not_saved.html", context, status=403)


def not_saved_now(request: HttpRequest) -> HttpResponse:
    """The same while the database is away, of which this asks nothing: not who sent it either."""
    numbers = {name for name in request.POST if request.POST[name].isdigit()}  # of other rows
    fields = typed_fields(request, unseen=numbers)
    return render(
        request, "editing/not_saved_now.html", {"fields": fields, "links_open_beside": True}
    )


def page_of(request: HttpRequest) -> list[str]:
    """App and model of /admin/<app>/<model>/…"""
    return [*request.path_info.split("/"), "", ""][2:4]


def typed_fields(request: HttpRequest, unseen: set[str]) -> list[dict]:
    if any(len(name) > LONGEST_NAME for name in request.POST):
        raise BadRequest("no field of ours")  # each name stands several times in the answer
    return [
        typed_field(name, value, page_of(request)[1], unseen)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]


def hidden_in_form(request: HttpRequest, app: str, model: str) -> set[str]:
    """The keys of other rows that the form of this model has and does not show."""
    try:
        kind = apps.get_model(app, model)
        page = admin.site.get_model_admin(kind)
    except (LookupError, NotRegistered):
        return set()
    return {
        key.name
        for key in kind._meta.fields
        if key.many_to_one
        and (shown := page.formfield_for_dbfield(key, request))
        and shown.widget.is_hidden
    }


def typed_field(name: str, value: str, model: str, unseen: set[str]) -> dict:
    """`model` is that of the page, to which each row on it ("sections-0-topic") points."""
    if not value or MACHINE.match(name) or name.endswith(f"-{model}") or name in unseen:
        kind = "hidden"
    elif value == "on":
        kind = "checkbox"
    else:
        kind = "long" if len(value) > 60 or "\n" in value else "text"
    label = re.sub(r"[-_]+", " ", name).strip().capitalize()
    return {"name": name, "value": value, "kind": kind, "label": label}


def csrf_failure(request, reason=""):
    """Staff whose browser does not say where a form comes from are asked to save once more.

    Browsers say it (Sec-Fetch-Site, see accept_our_own_forms) only over https or on this computer.
    A session cookie does not come along with a form of another site; a form that named another
    origin gets the plain refusal, as everybody else does.
    """
    in_the_admin = request.path_info.startswith("/admin/") and request.user.is_staff
    nobody_said_whence = "Sec-Fetch-Site" not in request.headers and reason.startswith("CSRF ")
    if in_the_admin and nobody_said_whence:
        return not_saved(request)
    return plain_refusal(request, reason)
