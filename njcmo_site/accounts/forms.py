"""How an account is made and changed."""

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib.admin.widgets import AdminEmailInputWidget
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.forms import EmailField, ModelForm
from django.utils import translation

from njcmo_site.accounts.adapters import account_named
from njcmo_site.editing.second_person import OvertakenForm
from njcmo_site.plain_text import read_plainly
from referrals.models import AccountMail, StaffProfile
from referrals.models.answers import PageLanguage


class NamedApart(ModelForm):
    """First base of the forms of an account: no two names differ by case or look alone."""

    def clean_username(self):
        username = self.cleaned_data["username"]
        if "username" in self.changed_data and not username.isascii():
            raise ValidationError("Use letters from A to Z, digits and @ . + - _ only.")
        if account_named(username) not in (None, self.instance):
            raise ValidationError("An account of this name is there already.")
        return username


class NewAccountForm(NamedApart):
    email = EmailField(
        label="E-mail address",
        max_length=254,
        widget=AdminEmailInputWidget,
        help_text="A link goes there, with which the person sets a password. Nobody else knows it.",
    )

    class Meta:
        model = User
        fields = ["username", "email"]
        field_classes = {"username": UsernameField}

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountForm(NamedApart, OvertakenForm, UserChangeForm):
    # Each sets their own, by a link or with the old one. So Django leaves out a field of a base.
    password = None  # type: ignore[assignment]

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        if answers.get("groups") and not answers.get("is_staff"):
            self.add_error("is_staff", "Check it as well: without it nobody gets to these pages.")
        return answers


class ForgottenPasswordForm(ResetPasswordForm):
    """Does the same work for an address that has an account and for one that has none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        read_plainly(self.fields["email"])

    def clean_email(self):
        return self.cleaned_data["email"]  # who has it is nobody's business here

    def save(self, request, **kwargs):
        """Store what is to be sent; each account of this address gets a link of its own."""
        accounts = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True)
        mail = {"kind": AccountMail.Kind.FORGOTTEN, "language": translation.get_language()}
        AccountMail.objects.bulk_create(
            [AccountMail(to=account, **mail) for account in accounts or [None]]
        )


class StaffProfileForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        choices=PageLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=StaffProfile._meta.get_field("languages").help_text,
    )

    class Meta:
        model = StaffProfile
        fields = ["care_management_organization", "languages", "daily_mail"]

    def has_changed(self):
        return not self.instance.pk or super().has_changed()  # every account gets its profile
