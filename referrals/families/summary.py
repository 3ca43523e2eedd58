"""What a family is about to send, for it to look at once more."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import gettext as _

from referrals import phones
from referrals.families.form import NOT_ANSWERS, ReferralForm

LEFT_OUT = NOT_ANSWERS | {"page_number"}
ASKED_OF_SOME = {"family_name", "family_knows", "language_other"}


@dataclass(frozen=True)
class Answer:
    name: str
    label: str
    shown: str  # "" for none
    control: str  # the id of where it is changed


def answers_of(form: ReferralForm) -> Iterator[Answer]:
    """Of a valid form, in its order; what only some are asked is left out where it is empty."""
    for field in form:
        shown = in_words(field, form.cleaned_data[field.name])
        if field.name not in LEFT_OUT and (shown or field.name not in ASKED_OF_SOME):
            control = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
            yield Answer(field.name, str(field.label), shown, control)


def in_words(field: BoundField, answer: object) -> str:
    if isinstance(answer, bool):
        return _("Yes") if answer else ""
    if answer and field.name in {"phone", "second_phone"}:
        return phones.display_form(str(answer))
    if field.name == "county":
        return str(answer)
    labels = dict(getattr(field.field, "choices", []))
    chosen = answer if isinstance(answer, list) else [answer]
    return "; ".join(str(labels.get(one, one)) for one in chosen if one)
