"""The hints for a text beside its field: when its form opens, and while somebody types."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.forms import BoundField, Media
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from njcmo_site.editing.types import BesideModelAdmin
from njcmo_site.richtext import LONGEST_TEXT, RichTextField, safe
from njcmo_site.wording.hints import hints, hints_of_alt

ROOM_FOR_A_SENTENCE = 120  # characters


class Kind(StrEnum):
    RICH = "rich"
    PLAIN = "plain"  # each line of it a paragraph
    ALT = "alt"


def kinds(model: type[Model]) -> dict[str, tuple[Kind, str]]:
    """By column, what kind of text families read of it, and in which language."""
    fields: list[Any] = [one for one in model._meta.concrete_fields if hasattr(one, "language")]
    found = {}
    for field in fields:
        if isinstance(field, RichTextField):
            found[field.name] = (Kind.RICH, field.language)
        elif field.name == f"alt_{field.language}":
            found[field.name] = (Kind.ALT, field.language)
        elif (field.max_length or ROOM_FOR_A_SENTENCE) >= ROOM_FOR_A_SENTENCE:
            found[field.name] = (Kind.PLAIN, field.language)
    return found


def hints_of(text: str, kind: str, language: str) -> Iterator[str]:
    if kind == Kind.ALT:
        return hints_of_alt(text)
    if kind == Kind.PLAIN:
        text = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return hints(safe(text), language)  # as typed, a text may nest so deep that it costs minutes


def drawn(text: str, kind: str, language: str) -> SafeString:
    """ "" where there are none; of a text that is too long to be saved none are known."""
    found = list(hints_of(text, kind, language)) if len(text) <= LONGEST_TEXT else []
    return mark_safe(render_to_string("editing/hints.html", {"hints": found}) if found else "")  # noqa: S308  a template


def show(field: BoundField, kind: str, language: str) -> None:
    """In what describes the field, so that it is heard as well; the script reads the attribute."""
    field.field.widget.attrs["data-hints"] = f"{kind} {language}"
    if told := drawn(field.value() or "", kind, language):
        list_of_hints = format_html('<div class="hints">{}</div>', told)
        field.help_text = mark_safe(f"{field.help_text}{list_of_hints}")  # noqa: S308  as the admin does


class ShowsHints(BesideModelAdmin):
    """First base of a ModelAdmin of texts that families read."""

    @property
    def media(self):
        return super().media + Media(js=["js/hints.js"] if kinds(self.model) else [])

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        for name, (kind, language) in kinds(self.model).items():
            if name in form.fields:
                show(form[name], kind, language)
        return super().render_change_form(request, context, *args, **kwargs)


@require_POST
def hints_while_typing(request: HttpRequest) -> HttpResponse:
    """Of one text as it is typed so far, for who may save such a one; nothing of it is stored."""
    forms = [one for model, one in admin.site._registry.items() if kinds(model)]
    if not any(
        one.has_change_permission(request) or one.has_add_permission(request) for one in forms
    ):
        raise PermissionDenied
    text, kind, language = (request.POST.get(name, "") for name in ("text", "kind", "language"))
    if kind not in set(Kind) or language not in dict(settings.LANGUAGES):
        raise BadRequest("no text of a form")
    return HttpResponse(drawn(text, kind, language))
