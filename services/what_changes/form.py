"""The month and year of birth."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from njcmo_site.plain_text import OneLineField
from services.what_changes.changes import OLDEST, months_after

NO_DATE = _("Choose the month and write the year with four digits, such as 2019.")
TO_COME = _("This month is still to come. Look at the year.")
TOO_OLD = _("This page ends at 21. For adults, see what stands here at 21.")


class BirthForm(forms.Form):
    fields: dict[str, Any]

    depends_on_another_answer = ("month", "year")  # needed for dates alone; no “(optional)” either

    month = OneLineField(
        label=_("Month of birth"),
        required=False,
        widget=forms.Select(choices=[("", _("Choose the month")), *MONTHS.items()]),
    )
    year = OneLineField(
        label=_("Year of birth"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": 6}),
    )

    def clean(self):
        """One sentence for whatever is wrong with the two."""
        super().clean()
        self.errors.clear()
        answers = self.cleaned_data
        month, year = answers.get("month", ""), answers.get("year", "")
        if not re.fullmatch("[1-9]|1[0-2]", month) or not re.fullmatch("[1-9][0-9]{3}", year):
            self.add_error("year" if month else "month", NO_DATE)
            return answers
        born, now = date(int(year), int(month), 1), timezone.localdate().replace(day=1)
        if born > now:
            self.add_error("year", TO_COME)
        elif born < months_after(now, -12 * OLDEST):
            self.add_error("year", TOO_OLD)
        return answers | {"born": born}

    @classmethod
    def typed(cls, answers):
        """The form as it was filled in so far, not checked yet."""
        return cls(initial={name: answers.get(name, "") for name in cls.base_fields})
