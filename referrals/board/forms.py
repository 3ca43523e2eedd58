"""What period, and what of it."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from referrals.board.export import COLUMNS, PERSONAL_COLUMNS
from referrals.models.reasons import LookReason
from referrals.models.work import Status

LONGEST_PERIOD = 366  # days


class DayField(forms.DateField):
    def __init__(self, label, **kwargs):
        wrong = "Enter a day as year-month-day, such as 2026-11-24."
        super().__init__(
            label=label,
            widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            validators=[
                MinValueValidator(date(2000, 1, 1), wrong),
                MaxValueValidator(date(2099, 12, 31), wrong),
            ],
            error_messages={"invalid": wrong, "required": wrong},
            **kwargs,
        )


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    first = DayField("From")
    last = DayField("To")

    def add_prefix(self, field_name):
        """As an address names them: ?from=…&to=… (“from” cannot be the name of an attribute)."""
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        first, last = answers.get("first"), answers.get("last")
        if first and last and last < first:
            self.add_error("last", "Enter a day that is not before “From”.")
        return answers


class NumbersForm(PeriodForm):
    def clean(self):
        super().clean()
        answers = self.cleaned_data
        first, last = answers.get("first"), answers.get("last")
        if first and last and (last - first).days >= LONGEST_PERIOD:
            self.add_error("last", f"Choose at most {LONGEST_PERIOD} days.")
        return answers


class ExportForm(PeriodForm):
    field_order = ["columns", "personal", "first", "last", "status", "reason"]

    columns = forms.MultipleChoiceField(
        label="Columns",
        required=False,
        choices=[(name, column.label) for name, column in COLUMNS.items()],
        initial=list(COLUMNS),
        widget=forms.CheckboxSelectMultiple,
    )
    personal = forms.MultipleChoiceField(
        label="Personal columns",
        required=False,
        choices=[(name, column.label) for name, column in PERSONAL_COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Who a family is, and what it wrote. Choose only what the reason needs.",
    )
    first = DayField("Received from", required=False)
    last = DayField("Received to", required=False)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Any"), *Status.choices]
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose a reason"), *LookReason.choices],
        help_text="Kept with your name and the time, and written in the file.",
        error_messages={"required": "Choose why you need this file."},
    )

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        if not {"columns", "personal"} & self.errors.keys() and not self.chosen_columns():
            raise ValidationError("Choose at least one column.")
        return answers

    def in_short(self) -> str:
        """What the file holds, for those who look after exports."""
        answers = self.cleaned_data
        personal = [PERSONAL_COLUMNS[name].label for name in answers["personal"]]
        return (
            f"received {answers['first'] or '…'} to {answers['last'] or '…'},"
            f" status {answers['status'] or 'any'}; {len(answers['columns'])} columns;"
            f" personal: {', '.join(personal) or 'none'}"
        )[:500]

    def chosen_columns(self) -> list:
        chosen = {*self.cleaned_data["columns"], *self.cleaned_data["personal"]}
        return [column for name, column in (COLUMNS | PERSONAL_COLUMNS).items() if name in chosen]
