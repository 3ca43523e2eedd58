"""What a family types, field by field."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from njcmo_site.plain_text import (
    LONGEST_HIDDEN,
    OneLineField,
    PlainText,
    plain_address,
    plain_text,
    too_long,
)
from referrals import phones

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class EmailField(PlainText, forms.EmailField):
    """An address that a mail can be sent to from here: of a domain, and no code in it."""

    read = staticmethod(plain_address)
    default_validators = [EmailValidator(allowlist=[])]

    def run_validators(self, value):
        super().run_validators(value)
        if not value:
            return
        try:
            sanitize_address(value, "utf-8")
        except ValueError:  # of which an encoding that fails is one
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if "[" in value or "=?" in value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class PhoneField(OneLineField):
    """A US number in any usual way of writing it; its value is phones.stored_form()."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def clean(self, value):
        value = super().clean(value)
        try:
            return phones.stored_form(value) if value else ""
        except ValueError:
            raise ValidationError(
                _("Enter a US phone number with 10 digits, area code first"), code="phone"
            ) from None


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
