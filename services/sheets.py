"""What the tools share that make a sheet of what a family types, and keep nothing of it."""

import csv
from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from njcmo_site.plain_text import OneLineField, too_long

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices = Iterable[tuple[str, StrOrPromise]]
    View = Callable[[HttpRequest], HttpResponse]

FOLDER = settings.BASE_DIR / "njcmo_site/starter_content"
LONGEST = 200  # characters of a text; so a sheet stays one sheet


def stores_nothing(view: "View") -> "View":
    """A view of such a tool: what comes by its POST is in no cookie, cache, log or address."""

    @csrf_exempt  # nothing is stored, so no cookie has to say whose form it is
    @sensitive_post_parameters()
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


def text(widget: type[forms.Widget] = forms.TextInput, **further: Any) -> OneLineField:
    rows = {"rows": 3} if widget is forms.Textarea else {}
    return OneLineField(
        required=False,
        max_length=LONGEST,
        error_messages=too_long(LONGEST),
        widget=widget(attrs={"autocomplete": "off"} | rows),
        **further,
    )


def one_of(choices: "Choices", **further: Any) -> forms.ChoiceField:
    ask = {"invalid_choice": _("Choose one of these answers, or none")}
    return forms.ChoiceField(
        choices=choices, required=False, widget=forms.RadioSelect, error_messages=ask, **further
    )


def several_of(choices: "Choices" = (), **further: Any) -> forms.MultipleChoiceField:
    ask = _("Check only what is in this list")
    return forms.MultipleChoiceField(
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(["invalid_choice", "invalid_list"], ask),
        **further,
    )


def refuse_more(ticked: list[str], most: int) -> set[str]:
    """What was ticked, each once. Raises ValidationError for more than this many."""
    if len(set(ticked)) > most:
        raise forms.ValidationError(
            _("Check up to %(most)d. You checked %(count)d."),
            code="too_many",
            params={"most": most, "count": len(set(ticked))},
        )
    return set(ticked)


@cache
def all_sources() -> dict[str, dict[str, str]]:
    rows = csv.DictReader((FOLDER / "sources.csv").read_text().splitlines())
    return {row["key"]: row for row in rows}


def sources(keys: Iterable[str]) -> list[dict[str, str]]:
    """Where the facts on a page come from."""
    return [all_sources()[key] for key in keys]
