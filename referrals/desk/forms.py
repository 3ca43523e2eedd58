"""The forms with which staff work through referrals."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from njcmo_site.editing.second_person import overtaken, remembered
from njcmo_site.plain_text import OneLineField, ParagraphsField, plain_address
from referrals import phones
from referrals.contacts import hashes_of_email, hashes_of_phone
from referrals.models import Referral, Step
from referrals.models.people import described, name_of
from referrals.models.reasons import NOT_CHOSEN, CloseReason, HandOverReason, LookReason
from referrals.models.work import NOTE_CAN_CHANGE_FOR, REACHED, CallOutcome, Status
from referrals.references import CHARACTERS, LENGTH, stored_reference
from services.models import CareManagementOrganization

LONGEST_NOTE = 2000
FARTHEST_STEP = timedelta(days=365)
CHANGEABLE = NOTE_CAN_CHANGE_FOR // timedelta(minutes=1)
# Of what a page remembers, what is not shown.
REFERENCE, STEP = "reference", "step"


class NoteField(ParagraphsField):
    widget = forms.Textarea(attrs={"rows": 3, "cols": 60, "autocomplete": "off"})

    def __init__(self, **options):
        super().__init__(max_length=LONGEST_NOTE, **options)


def with_first(label: str, choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", label), *choices]


class StatusForm(forms.ModelForm):
    """What happens with a referral: its status, and a note.

    Refuses what was typed into a page that is no longer true: shows what others did meanwhile,
    field by field, and keeps what was typed.
    """

    fields: dict[str, Any]
    data: QueryDict
    user: User  # whose page this is, see ReferralAdmin.get_form

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = NoteField(
        label="Note",
        required=False,
        help_text=f"Stored encrypted. It can be changed for {CHANGEABLE} minutes, by you alone.",
    )
    erase = forms.BooleanField(
        label="Erase what the family wrote, for good",
        required=False,
        help_text="To be checked with the reason “Withdrawn by the family”, which erases.",
    )

    class Meta:
        model = Referral
        fields = ["status", "close_reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "status" not in self.fields:
            return  # somebody who may only look
        referral = self.instance
        self.facts = told(referral)
        self.fields["seen"].initial = remembered(self.facts)
        self.fields["status"].choices = [
            (status.value, status.label)
            for status in (Status(referral.status), *referral.next_statuses())
        ]
        self.fields["close_reason"].choices = [
            choice
            for choice in self.fields["close_reason"].choices
            if choice[0] not in NOT_CHOSEN or choice[0] == referral.close_reason
        ]
        self.fields["close_reason"].help_text = (
            "Needed to close a referral. With “Withdrawn by the family”, what they wrote is erased"
            " for good."
        )

    @property
    def only_reveals(self) -> bool:
        """Whether “Show” was pressed: what was typed is kept, and not saved."""
        return "_reveal" in self.data

    def is_valid(self):
        return super().is_valid() and not self.only_reveals

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        if self.only_reveals:
            return answers
        self.now = Status(self.initial["status"])
        self.refuse_overtaken(answers)
        status, reason = answers.get("status"), answers.get("close_reason")
        if status and status != self.now and self.instance.is_held_from(self.user):
            self.add_error("status", f"{self.instance.who_is_reaching}. You can save a note alone.")
        if status == Status.CLOSED and not reason:
            self.add_error("close_reason", "Choose why the referral is closed.")
        if answers.get("erase") and reason != CloseReason.WITHDRAWN:
            self.add_error("erase", "Choose the reason “Withdrawn by the family” as well.")
        if reason == CloseReason.WITHDRAWN and not answers.get("erase"):
            self.add_error("erase", "This cannot be undone: check it to erase what they wrote.")
        if status and status != Status.CLOSED and reason:
            if self.now == Status.CLOSED:
                answers["close_reason"] = ""  # reopened: the old reason goes with the old status
            else:
                self.add_error("close_reason", "Set the status to “Closed” as well.")
        return answers

    def refuse_overtaken(self, answers: dict) -> None:
        changed = overtaken(answers.get("seen", ""), self.facts)
        if not changed:
            return
        typed = {
            "Status": dict(Status.choices).get(self.data.get("status", ""), ""),
            "Reason for closing": dict(CloseReason.choices).get(
                self.data.get("close_reason", ""), ""
            ),
        }
        self.overtaken = [
            {
                "name": name,
                "before": before,
                "now": [(True, self.facts[name])] if self.facts.get(name) else [],
                "mine": [(False, typed[name])] if typed.get(name) else [],
            }
            for name, before in changed.items()
            if name in self.facts and name not in {REFERENCE, STEP}
        ]
        step = changed.get(STEP, "")
        since = int(step) if re.fullmatch(r"[0-9]{1,18}", step) else 0
        self.steps_since = self.instance.steps.filter(pk__gt=since).select_related("by")
        # The next save is to succeed: it knows of what is shown now. What is no longer possible
        # falls back to what is true.
        self.data = self.data.copy()
        self.data["seen"] = self.fields["seen"].initial
        if "status" in self.errors:
            self.data["status"] = self.now.value
            self.errors.pop("status")
        raise ValidationError(
            "Nothing was saved: this referral has changed since you opened the page. Look at the"
            " changes, then save again."
        )

    def _post_clean(self):
        """Leave the instance alone: Referral.move_to() changes it."""


def told(referral: Referral) -> dict[str, str]:
    """What the page of a referral tells of the work on it, as words."""
    again = referral.next_attempt_at and timezone.localtime(referral.next_attempt_at)
    return {
        REFERENCE: referral.reference,
        STEP: str(referral.latest_step()),
        "Status": Status(referral.status).label,
        "Reason for closing": CloseReason(referral.close_reason).label
        if referral.close_reason
        else "",
        "Suspected spam": "yes" if referral.suspected else "no",
        "Taken by": name_of(referral.assigned_to),
        "For": str(referral.organization),
        "Tries": str(referral.tries),
        "Next try": date_format(again, "DATETIME_FORMAT") if again else "",
        "Next step on": date_format(referral.next_step_on) if referral.next_step_on else "",
        "Notes": str(referral.steps.notes().count()),
    }


class ReasonForm(forms.Form):
    """Why somebody wants to read what a family wrote."""

    reason = forms.ChoiceField(
        label="Why",
        choices=with_first("Choose why", LookReason.choices),
        error_messages={"required": "Choose why."},
    )


class EraseForm(forms.Form):
    erase = forms.BooleanField(label="The family asks for it: erase what it wrote, for good")


class SearchedField(OneLineField):
    read = staticmethod(plain_address)  # which neither a phone nor a reference minds


class SearchForm(forms.Form):
    """A reference, a phone or an e-mail address, whole: parts of them cannot be searched."""

    q = SearchedField(
        label="Reference, phone or e-mail",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label="Why (for a phone or an e-mail)",
        choices=with_first("Choose why", LookReason.choices),
        required=False,
    )

    @property
    def reference(self) -> str:
        """The reference that was typed; "" when it is something else."""
        typed = stored_reference(self.cleaned_data.get("q", ""))
        return typed if len(typed) == LENGTH and set(typed) <= set(CHARACTERS) else ""

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        typed = answers.get("q", "")
        self.hashes = {}
        if not typed or self.reference:
            return answers
        if "@" in typed:
            self.hashes = {"email_hash": hashes_of_email(typed)}
        else:
            try:
                number = phones.stored_form(typed)
            except ValueError:
                self.add_error(
                    "q",
                    "Enter a whole reference such as 7K4M-9QF2, a phone number with its area code,"
                    " or an e-mail address.",
                )
                return answers
            self.hashes = {"phone_hash": hashes_of_phone(number)}
        if not answers.get("reason"):
            self.add_error("reason", "Choose why you look for a phone or an e-mail address.")
        return answers


class PersonField(forms.ModelChoiceField):
    """One of the people who answer families, by name, languages and CMO."""

    label_from_instance = staticmethod(described)  # type: ignore[assignment]


class HandOverForm(forms.Form):
    fields: dict[str, Any]

    to_person = PersonField(
        User.objects.none(), label="To a colleague", required=False, empty_label="–"
    )
    to_organization = forms.ModelChoiceField(
        CareManagementOrganization.objects.all(),
        label="To a CMO",
        required=False,
        empty_label="–",
    )
    lives_there = forms.BooleanField(
        label="The child lives in a county of that CMO",
        required=False,
        help_text="Only for another CMO: the family agreed to NJCMO and the CMO of its county.",
    )
    reason = forms.ChoiceField(
        label="Why",
        choices=with_first("Choose why", HandOverReason.choices),
        error_messages={"required": "Choose why."},
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.fields["to_person"].queryset = colleagues_for(referral)

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        if answers.get("to_person") and answers.get("to_organization"):
            raise ValidationError("Choose a colleague or a CMO, not both.")
        lives_there = answers.pop("lives_there", False)
        is_offered = answers.get("to_organization") not in {None, self.referral.organization}
        if is_offered and not lives_there:
            self.add_error("lives_there", "Check that the child lives in a county of that CMO.")
        return answers


def colleagues_for(referral):
    """Who answers families for NJCMO or for this referral’s CMO, and does not have it yet."""
    people = people_who_answer().exclude(pk=referral.assigned_to_id)
    there = Q(profile__care_management_organization=referral.organization)
    return people.filter(there | Q(profile__for_njcmo=True))


def people_who_answer():
    """Members of staff who may work through referrals, of NJCMO and of every CMO."""
    people = User.objects.with_perm(
        "referrals.change_referral", backend="django.contrib.auth.backends.ModelBackend"
    )
    people = people.filter(is_staff=True).select_related("profile__care_management_organization")
    return people.order_by("first_name", "last_name", "username")


class NoteForm(forms.Form):
    note = NoteField(label="Note", error_messages={"required": "Write the note."})


WHOSE_IS_IT = (
    "A colleague has taken this family. Choose whether you take it over, then press “Reached”"
    " again."
)


class TryForm(forms.Form):
    fields: dict[str, Any]
    data: QueryDict

    outcome = forms.ChoiceField(
        choices=CallOutcome, required=False, error_messages={"required": "Press how it ended."}
    )
    note = NoteField(label="Note", required=False)
    next_step_on = forms.DateField(
        label="Next step on",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text="When the family was reached. It orders “Mine”, and turns red when it is past.",
        error_messages={"invalid": "Enter a day as year-month-day, such as 2026-11-24."},
    )
    take_over = forms.ChoiceField(
        label="If you reached the family",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": WHOSE_IS_IT, "required": WHOSE_IS_IT},
    )
    tries_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, referral, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs["rows"] = 2  # number and outcomes on one screen of a phone
        self.tries = referral.steps.filter(what=Step.What.TRIED).count()
        self.fields["tries_seen"].initial = self.tries
        self.fields["next_step_on"].initial = self.planned = referral.next_step_on
        self.in_contact = referral.is_in_contact
        self.colleague = None if referral.assigned_to == user else referral.assigned_to
        if self.in_contact:
            del self.fields["take_over"]  # to look after a family one takes it on its page
        elif self.colleague:
            # By number: what was chosen about somebody else is no choice about this colleague.
            self.over = f"over-{self.colleague.pk}"
            self.fields["take_over"].choices = [
                (self.over, f"I take it over from {name_of(self.colleague)}"),
                (f"stays-{self.colleague.pk}", f"It stays with {name_of(self.colleague)}"),
            ]
        else:
            del self.fields["take_over"]

    @property
    def only_plans(self) -> bool:
        """Whether a note or a day alone is to be kept, without any call."""
        return self.in_contact and "_keep" in self.data

    def clean_outcome(self):
        outcome = self.cleaned_data["outcome"]
        if not outcome and not self.only_plans:
            raise ValidationError(self.fields["outcome"].error_messages["required"])
        return outcome

    def clean_next_step_on(self):
        day = self.cleaned_data["next_step_on"]
        today = timezone.localdate()
        if day and day != self.planned and not today <= day <= today + FARTHEST_STEP:
            raise ValidationError("Choose a day from today on, within a year.")
        return day

    def clean(self):
        """The button “Back” sends a form again; a try is noted once.

        Whose a colleague’s family is after it was reached, nobody decides by not choosing.
        """
        super().clean()
        answers = self.cleaned_data
        choice = answers.pop("take_over", "")
        reached = answers.get("outcome") in REACHED and not self.in_contact
        if reached and self.colleague and not choice and "take_over" not in self.errors:
            self.add_error("take_over", WHOSE_IS_IT)
        answers["take_over"] = bool(choice) and choice == self.over
        if answers.pop("tries_seen", None) not in {None, self.tries}:
            self.data = self.data.copy()
            self.data["tries_seen"] = self.tries
            raise ValidationError(
                "A try was noted since you opened this page. Press again only for another try."
            )
        return answers
