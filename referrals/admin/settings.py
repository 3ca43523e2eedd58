"""What intake decides for the whole site."""

from django.contrib import admin, messages
from django.db import models
from django.forms import TimeInput

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.one_row import OneRowAdmin
from referrals import retention
from referrals.models import IntakeSettings
from referrals.models.work import Status

# The browser’s own clock: the admin’s opens with a link that has no name.
TIMES: dict[type[models.Field], dict[str, object]] = {
    models.TimeField: {"widget": TimeInput(format="%H:%M", attrs={"type": "time"})}
}


@admin.register(IntakeSettings)
class IntakeSettingsAdmin(OneRowAdmin, StaffAdmin, admin.ModelAdmin):
    fields = ["notice_email", "faults_email", "target_working_days", "tell_families"]
    fields += ["calls_from", "calls_until"]
    formfield_overrides = TIMES
    fields += [f"keep_{status}" for status in Status.values]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if due := retention.due().count():
            messages.warning(
                request,
                f"With these days {due} referrals are past their last day: tonight at"
                f" {retention.NIGHT} what their families wrote is erased for good.",
            )
