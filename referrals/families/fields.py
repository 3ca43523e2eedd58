"""What a family types, field by field."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError

from njcmo_site.plain_text import (
    LONGEST_HIDDEN,
    plain_text,
    too_long,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PageNumberField(forms.UUIDField):
    """None for a number that this site did not make: the request is stored all the same."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return None


class CountyField(forms.ModelChoiceField):
    def to_python(self, value):
        # PostgreSQL raises an error of its own on a text with a NUL.
        return super().to_python(
            plain_text(value[:LONGEST_HIDDEN]) if isinstance(value, str) else value
        )


def texts(limit: int, required: "StrOrPromise" = "", **further: object) -> dict:
    """The arguments that the text fields share: the limit, and what to do when it is empty."""
    return {
        "max_length": limit,
        "required": bool(required),
        "error_messages": too_long(limit) | ({"required": required} if required else {}),
        **further,
    }


def choice(
    choices: "Iterable[tuple[str, StrOrPromise]]", ask: "StrOrPromise", **further: object
) -> dict:
    return {
        "choices": choices,
        "error_messages": {"required": ask, "invalid_choice": ask, "invalid_list": ask},
        **further,
    }


def chosen_in(field: forms.BoundField) -> "list[StrOrPromise]":
    """The words for what is chosen in a list."""
    chosen = field.value()
    chosen = chosen if isinstance(chosen, list) else [chosen]
    choices = getattr(field.field, "choices", ())
    return [label for value, label in choices if str(value) in chosen]
