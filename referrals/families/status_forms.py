"""What a family says to learn where its request stands, and to correct its number."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from njcmo_site.plain_text import OneLineField, too_long
from referrals.families.own import request_of
from referrals.families.phone_field import PhoneField
from referrals.models import Referral

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_REFERENCE = 40  # with whatever somebody types between its characters
LONGEST_PROOF = 254  # as long as an e-mail address can be

UNKNOWN = _(
    "We find no request with these two together. Look at each letter and number again."
    " A request that was erased cannot be found."
)


def typed(label: "StrOrPromise", longest: int, ask: "StrOrPromise", **further: Any) -> OneLineField:
    return OneLineField(
        label=label,
        max_length=longest,
        error_messages=too_long(longest) | {"required": ask},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        **further,
    )


class StatusForm(forms.Form):
    """`referral` is there once finds_request() said so."""

    referral: Referral
    depends_on_another_answer = ()  # see templates/njcmo/field.html

    reference = typed(
        _("Your reference"),
        LONGEST_REFERENCE,
        _("Enter the reference that you got after sending"),
        help_text=_("8 letters and numbers, such as 7K4M-9QF2."),
    )
    proof = typed(
        _("The last 4 digits of your phone number, or your e-mail address"),
        LONGEST_PROOF,
        _("Enter the last 4 digits of your phone number, or your e-mail address"),
        help_text=_(
            "The ones that you wrote in your request. If you changed your number here: those of the"
            " new one."
        ),
    )

    @classmethod
    def typed(cls, answers: QueryDict) -> "StatusForm":
        """The form as it was filled in so far, not checked yet."""
        return cls(initial={name: answers.get(name, "") for name in cls.base_fields})

    @classmethod
    def proven_by(cls, referral: Referral) -> "StatusForm":
        """With a proof that holds after the number was corrected."""
        number = referral.phone.partition("x")[0]
        return cls(initial={"reference": str(referral), "proof": number[-4:]})

    def finds_request(self) -> bool:
        """Of a valid form; what it does not find it says as an error."""
        referral = request_of(self.cleaned_data["reference"], self.cleaned_data["proof"])
        if referral:
            self.referral = referral
        else:  # the same words, whichever of the two is wrong
            self.add_error("reference", ValidationError(UNKNOWN, code="unknown"))
        return referral is not None


class PhoneForm(forms.Form):
    depends_on_another_answer = ()

    phone = PhoneField(
        label=_("Your new phone number"),
        max_length=40,
        error_messages=too_long(40) | {"required": _("Enter your new phone number")},
    )

    @classmethod
    def of(cls, answers: QueryDict) -> "PhoneForm":
        """Sent by its button or by Enter; along with a switch of language it is still typed."""
        typed = answers.get("phone", "")
        is_sent = "switch_language" not in answers and ("change_phone" in answers or typed)
        return cls(answers) if is_sent else cls(initial={"phone": typed})
