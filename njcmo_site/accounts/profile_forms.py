"""Where somebody gets mail: the way back in, and the daily e-mail."""

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib.auth.models import User
from django.utils import translation

from njcmo_site.plain_text import read_plainly
from referrals.models import AccountMail, StaffProfile
from referrals.models.answers import PageLanguage


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
