"""The phone number that a family types."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from njcmo_site.plain_text import (
    OneLineField,
)
from referrals import phones

if TYPE_CHECKING:
    pass


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
