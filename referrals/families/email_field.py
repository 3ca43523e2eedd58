"""The e-mail address that a family types."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import EmailValidator

from njcmo_site.plain_text import (
    PlainText,
    plain_address,
)

if TYPE_CHECKING:
    pass


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
