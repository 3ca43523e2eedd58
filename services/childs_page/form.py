"""The questions of the sheet about a child; none has to be answered."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from services.childs_page.sheet import MOST_LINES, TICKED, Part, parts
from services.sheets import refuse_more, several_of, text

NAMES = [TICKED.format(part.name) for part in parts() if part.lines]
HINTS = {
    "good": _("Trains, drawing, making others laugh"),
    "talk": _("Words that work, a sign, a nickname"),
    "hard": _("The lunch room, the bus, getting dressed for gym"),
    "too_much": _("Covers the ears, goes quiet, gets loud"),
    "helps": _("Headphones, a song, five minutes alone"),
    "hopes": _("One or two things for this year"),
}


class ChildsPageForm(forms.Form):
    fields: dict[str, Any]

    depends_on_another_answer = ()  # see templates/njcmo/field.html

    child_first_name = text(
        label=_("What your child likes to be called"),
        help_text=_("It stands at the top of the sheet and goes nowhere else."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part in parts():
            if part.lines:
                self.fields[TICKED.format(part.name)] = several_of(
                    [(line.slug, str(line)) for line in part.lines],
                    label=_("%(part)s: check up to %(most)d")
                    % {"part": part.heading, "most": MOST_LINES},
                )
            self.fields[part.name] = text(
                forms.Textarea, label=label_of(part), help_text=HINTS[part.name]
            )

    @classmethod
    def typed(cls, answers: QueryDict) -> "ChildsPageForm":
        """The form as it was filled in so far, not checked yet."""
        form = cls()
        form.initial = {
            name: answers.getlist(name) if name in NAMES else answers[name]
            for name in form.fields
            if name in answers
        }
        return form

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        for name in NAMES:
            try:
                answers[name] = refuse_more(answers.get(name, []), MOST_LINES)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return answers


def label_of(part: Part) -> str:
    return str(_("In your own words") if part.lines else part.heading)
