"""The questions of the letter to a school; none has to be answered."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from services.models.ages import ChildAge, span_of
from services.school_letter.letter import (
    EVALUATION,
    MAY_SIGN,
    MOST_LINES,
    PARENT,
    PLAN_504,
    STUDENT,
    offered,
    said_by,
)
from services.sheets import one_of, refuse_more, several_of, text

FARTHEST = timedelta(days=2 * 365)
AGES = [(age.value, age.label) for age in ChildAge if age != ChildAge.UNDER_3]


class DayField(forms.DateField):
    """A day near today, in the way of a browser’s calendar or as people write it here."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"})
    input_formats = ["%Y-%m-%d", "%m/%d/%Y"]

    def clean(self, value):
        day = super().clean(value)
        if day and abs(day - timezone.localdate()) > FARTHEST:
            raise ValidationError(_("This day is far from today. Look at the year."), code="far")
        return day


def day(**further: Any) -> DayField:
    ask = {"invalid": _("Enter a day, such as 11/27/2026")}
    return DayField(required=False, error_messages=ask, **further)


class SchoolLetterForm(forms.Form):
    fields: dict[str, Any]

    # As they stand on the page, so that the list of mistakes leads down it.
    field_order = ("letter", "school", "sent_on")
    depends_on_another_answer = ()  # see templates/njcmo/field.html

    letter = one_of(
        [(EVALUATION, _("Evaluation with OT")), (PLAN_504, _("504 plan"))],
        label=_("Which letter?"),
        initial=EVALUATION,
    )
    child_first_name = text(
        label=_("Your child’s first name"),
        help_text=_("It stands on your sheet of dates. The full name you write by hand."),
    )
    child_age = one_of(AGES, label=_("Age"))
    school = text(label=_("School and town"), help_text=_("Write “not in school yet” if so."))
    hard = several_of(label=_("What is hard at school? Check up to 5"))
    in_own_words = text(
        label=_("Something else, in your own words"),
        help_text=_("The letter prints it as you write it. The school reads English."),
    )
    papers = one_of(
        [("en", _("English")), ("es", _("Spanish")), ("other", _("Another"))],
        label=_("How do you want the papers?"),
    )
    language_other = text(label=_("Which other language?"))
    interpreter = one_of(
        [("yes", _("Yes")), ("no", _("No"))], label=_("Do you want an interpreter?")
    )
    signer = one_of(
        [(PARENT, _("Parent or guardian")), (STUDENT, _("Student"))],
        label=_("Who signs?"),
        help_text=_("At 18 it is often the student who asks and signs. Ask the school."),
    )
    sent_on = day(
        label=_("The day you send the letter"),
        help_text=_("It is the date of the letter. From it we count when to ask again."),
    )
    consent_on = day(
        label=_("The day the school got your signed consent"),
        help_text=_("Only later, after the meeting about an evaluation."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("sent_on", timezone.localdate())
        age = self["child_age"].value()
        age = age if age in dict(AGES) else ""
        self.fields["hard"].choices = [
            (line.slug, getattr(line, get_language()) + ("" if age else said_at(line.ages)))
            for line in offered(age, self["hard"].value() or [])
        ]
        if age not in MAY_SIGN:
            self.fields["signer"].widget = forms.HiddenInput()

    @classmethod
    def prefilled(cls, query: QueryDict) -> "SchoolLetterForm":
        """An empty form, but for what the link from the checklist names: the age and the signs."""
        ages = [age for age in query.getlist("child_age") if age in dict(AGES)]
        age = ages[-1] if ages else ""
        hard = said_by(query.getlist("sign"), age)
        return cls(initial={"child_age": age, "hard": hard})

    @classmethod
    def typed(cls, answers: QueryDict) -> "SchoolLetterForm":
        """The form as it was filled in so far, not checked yet."""
        names = [name for name in cls.base_fields if name in answers]
        return cls(
            initial=dict.fromkeys(cls.base_fields, "")
            | {name: answers.getlist(name) if name == "hard" else answers[name] for name in names}
        )

    def clean_letter(self):
        return self.cleaned_data["letter"] or EVALUATION

    def clean_hard(self):
        return refuse_more(self.cleaned_data["hard"], MOST_LINES)


def said_at(ages: list[str]) -> str:
    every = len(ages) == len(AGES)
    return "" if every else " ({})".format(span_of(ages).replace(" ", "\N{NO-BREAK SPACE}"))
