"""The numbers from which families are called."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.second_person import OvertakenForm
from njcmo_site.plain_text import OneLineField
from referrals import phones
from referrals.models import CallingNumber


class CallingNumberForm(OvertakenForm):
    """Takes a number in any way of writing that families may use."""

    phone = OneLineField(
        label="Number",
        max_length=60,
        help_text="As a family’s phone shows it. Any format is fine.",
    )

    def clean_phone(self):
        try:
            return phones.written_form(self.cleaned_data["phone"])
        except ValueError:
            raise ValidationError(
                "Enter a US phone number with 10 digits, area code first."
            ) from None


@admin.register(CallingNumber)
class CallingNumberAdmin(StaffAdmin, admin.ModelAdmin):
    form = CallingNumberForm
    list_display = ["phone", "care_management_organization"]
    list_select_related = ["care_management_organization"]
    fields = ["phone", "care_management_organization"]
