"""Where somebody gets mail: the way back in, and the daily e-mail."""

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib.auth.models import User
from django.utils import translation

from njcmo_site.events import note
from njcmo_site.plain_text import read_plainly
from referrals.models import AccountMail, StaffProfile
from referrals.models.answers import PageLanguage
from services.models import CareManagementOrganization


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
        for account in accounts:
            note("link for a forgotten password asked", about=account.pk)
        AccountMail.objects.bulk_create(
            [AccountMail(to=account, **mail) for account in accounts or [None]]
        )


NJCMO = "njcmo"


def organizations() -> list[tuple[str | int, str]]:
    rows = CareManagementOrganization.objects.order_by("name").values_list("pk", "name")
    return [("", "Choose"), (NJCMO, "NJCMO, and every county"), *rows]


class WorksForField(forms.ChoiceField):
    """NJCMO or one CMO: an answer that nobody gives by leaving a field empty."""

    def __init__(self, **options):
        options |= {"label": "Works for", "choices": organizations}
        options |= {"help_text": "Who works for a CMO sees the families of its counties only."}
        options |= {"error_messages": {"required": "Choose NJCMO, or the CMO of this person."}}
        super().__init__(**options)


class LanguagesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        options |= {"choices": PageLanguage.choices, "required": False}
        options |= {"help_text": StaffProfile._meta.get_field("languages").help_text}
        super().__init__(**options)


def set_works_for(profile: StaffProfile, chosen: str) -> None:
    """As it was chosen in a WorksForField."""
    profile.for_njcmo = chosen == NJCMO
    profile.care_management_organization_id = None if profile.for_njcmo else int(chosen)


class MailsField(forms.ChoiceField):
    """Which mails of requests a person gets. Of one account it is one of three."""

    AT_ONCE, DAILY, NONE = "at_once", "daily", "none"

    def __init__(self, **options):
        choices = [
            (self.AT_ONCE, "At once, when a request comes"),
            (self.DAILY, "Daily, on working days"),
            (self.NONE, "None"),
        ]
        help_text = StaffProfile._meta.get_field("daily_mail").help_text
        options |= {"label": "E-mails about requests", "choices": choices, "help_text": help_text}
        super().__init__(widget=forms.RadioSelect, **options)


class StaffProfileForm(forms.ModelForm):
    care_management_organization = WorksForField()
    languages = LanguagesField()
    daily_mail = MailsField()

    class Meta:
        model = StaffProfile
        fields = ["care_management_organization", "languages", "daily_mail"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organization = self.instance.care_management_organization_id or ""
        works_for = NJCMO if self.instance.for_njcmo else str(organization)
        self.initial["care_management_organization"] = works_for
        daily = MailsField.DAILY if self.instance.daily_mail else MailsField.NONE
        self.initial["daily_mail"] = MailsField.AT_ONCE if self.instance.at_once else daily

    def clean_care_management_organization(self):
        set_works_for(self.instance, self.cleaned_data["care_management_organization"])
        return self.instance.care_management_organization

    def clean_daily_mail(self):
        chosen = self.cleaned_data["daily_mail"]
        self.instance.at_once = chosen == MailsField.AT_ONCE
        return chosen == MailsField.DAILY

    def has_changed(self):
        return not self.instance.pk or super().has_changed()  # every account gets its profile
