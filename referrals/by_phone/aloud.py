"""The questions of families in Spanish, for staff who read them out."""

from dataclasses import dataclass

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import override

from referrals.families import about_me
from referrals.families.form import ReferralForm

# The heading of their group says what these are about, unless they have words of their own.
BELOW_A_HEADING = {"contact_method", "child_first_name", "child_age"}


@dataclass(frozen=True)
class Question:
    label: str
    hint: str
    choices: list[str]


def in_spanish(form: ReferralForm) -> dict[str, Question]:
    """By the name of the field, in the words that a Spanish-speaking family reads on the site."""
    with override("es"):
        on_the_site = ReferralForm(form.data if form.is_bound else None)
        return {field.name: question_of(field, on_the_site) for field in on_the_site}


def question_of(field: forms.BoundField, asked: ReferralForm) -> Question:
    is_clear = asked.about_me and field.name in about_me.LABELS
    needs_heading = field.name in BELOW_A_HEADING and not is_clear
    above = heading_of(field, asked) if needs_heading else ""
    widget = field.field.widget
    is_read_out = isinstance(widget, forms.RadioSelect)  # a list of counties is not
    choices = [str(label) for _value, label in widget.choices] if is_read_out else []
    label = ": ".join(filter(None, [above, str(field.label)]))
    return Question(label, str(field.help_text), choices)


def heading_of(field: forms.BoundField, asked: ReferralForm) -> str:
    groups = [one for one in asked.helper.layout.fields if isinstance(one, Fieldset)]
    return next(
        str(group.legend)
        for group in groups
        if field.name in {pointer.name for pointer in group.get_field_names()}
    )
