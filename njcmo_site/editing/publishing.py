"""The form by which a draft is published."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from njcmo_site.plain_text import read_all_plainly

FURTHEST = 10  # years


class Moment(forms.DateTimeField):
    """A day and an hour of New Jersey, by the browser’s own calendar."""

    def __init__(self, **kwargs):
        attrs = {"type": "datetime-local"}
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value):
        time = super().clean(value)
        if time and time.year > timezone.now().year + FURTHEST:
            raise ValidationError(f"Choose a day of the next {FURTHEST} years.")
        return time


class PlainForm(forms.Form):
    """What is typed is kept without what nobody sees."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        read_all_plainly(self)


class KeepForm(PlainForm):
    """The draft as it was seen, kept under a name."""

    why = forms.CharField(
        label="Name of this draft",
        max_length=200,
        help_text="Such as “With the hours of summer”. It stays in the list of editions; families"
        " never read it.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.auto_id = "id_keep_%s"  # it stands beside another form on its page


class PublishForm(PlainForm):
    why = forms.CharField(
        label="What changed, and why",
        max_length=200,
        help_text="One sentence for your colleagues, such as “New hours of the helpline”.",
    )
    begins_at = Moment(label="Families read it from", help_text="New Jersey time. Empty: at once.")
    ends_at = Moment(
        label="Until",
        help_text="New Jersey time. Empty: until the next edition. After that moment families read"
        " the edition from before.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_begins_at(self):
        begins_at = self.cleaned_data["begins_at"]
        if begins_at and begins_at <= timezone.now():
            raise ValidationError("This moment is past. Leave it empty to publish at once.")
        return begins_at

    def clean(self):
        answers = super().clean() or {}
        ends_at, begins_at = answers.get("ends_at"), answers.get("begins_at") or timezone.now()
        if ends_at and ends_at <= begins_at:
            self.add_error("ends_at", "It would end before it begins.")
        return answers
