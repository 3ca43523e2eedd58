"""How an account is made and changed."""

from typing import Any

from django.contrib.admin.widgets import AdminEmailInputWidget
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, EmailField, ModelForm, TextInput

from njcmo_site.accounts.backend import account_named
from njcmo_site.accounts.profile_forms import LanguagesField, WorksForField, set_works_for
from njcmo_site.editing.second_person import OvertakenForm
from referrals.desk.forms import people_who_answer
from referrals.models import Referral, StaffProfile
from referrals.models.people import described


class NamedApart(ModelForm):
    """First base of the forms of an account: no two names differ by case or look alone."""

    def clean_username(self):
        username = self.cleaned_data["username"]
        if "username" in self.changed_data and not username.isascii():
            raise ValidationError("Use letters from A to Z, digits and @ . + - _ only.")
        if account_named(username) not in (None, self.instance):
            raise ValidationError("An account of this name is there already.")
        return username


# Although their columns hold 150 characters.
ONE_LINE = dict.fromkeys(
    ["first_name", "last_name", "username"], TextInput(attrs={"class": "vTextField"})
)


class NewAccountForm(NamedApart):
    """All that an account needs, on one page; the person then gets a link by e-mail."""

    fields: dict[str, Any]

    email = EmailField(
        label="E-mail address",
        max_length=254,
        widget=AdminEmailInputWidget,
        help_text="A link goes there, with which the person sets a password. Nobody else knows it.",
    )
    care_management_organization = WorksForField()
    languages = LanguagesField()

    class Meta:
        model = User
        fields = ["first_name", "last_name", "username", "email", "groups"]
        widgets = ONE_LINE
        field_classes = {"username": UsernameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "groups"):
            self.fields[name].required = True
        self.fields["groups"].help_text = "What the person may do on these pages."

    def save(self, commit=True):
        self.instance.set_unusable_password()
        self.instance.is_staff = True
        return super().save(commit)

    def make_profile(self) -> None:
        """For the account that was just saved."""
        profile = StaffProfile(user=self.instance, languages=self.cleaned_data["languages"])
        set_works_for(profile, self.cleaned_data["care_management_organization"])
        profile.save()


EVERYBODY = "everybody"


def has_open_referrals(account: User | None) -> bool:
    return bool(account and Referral.objects.filter(assigned_to=account.pk).open().exists())


class AccountForm(NamedApart, OvertakenForm, UserChangeForm):
    fields: dict[str, Any]

    # Each sets their own, by a link or with the old one. So Django leaves out a field of a base.
    password = None  # type: ignore[assignment]
    give_to = ChoiceField(
        label="Give their open referrals to",
        required=False,
        help_text="To be chosen when you take “active” off. What they may not see is put back.",
    )

    class Meta(UserChangeForm.Meta):  # type: ignore[name-defined]  # it is there
        widgets = ONE_LINE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_open_referrals(self.instance):
            self.fields.pop("give_to", None)
        elif "give_to" in self.fields:
            others = people_who_answer().exclude(pk=self.instance.pk)
            people = [(str(one.pk), described(one)) for one in others]
            choices = [("", "Choose"), (EVERYBODY, "Everybody: put them back"), *people]
            self.fields["give_to"].choices = choices

    @property
    def receiver(self) -> User | None:
        """Who gets the open referrals of an account that is closed; None for everybody."""
        chosen = self.cleaned_data.get("give_to") or EVERYBODY
        return None if chosen == EVERYBODY else User.objects.get(pk=chosen)

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        if answers.get("groups") and not answers.get("is_staff"):
            self.add_error("is_staff", "Check it as well: without it nobody gets to these pages.")
        closes = "is_active" in self.changed_data and not answers.get("is_active")
        if closes and "give_to" in self.fields and not answers.get("give_to"):
            self.add_error("give_to", "Choose who gets the open referrals of this person.")
        return answers
