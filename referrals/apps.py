from django.apps import AppConfig
from django.db.models.signals import post_save


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Intake"

    def ready(self):
        from referrals.mail.outbox import try_staff_again
        from referrals.models import IntakeSettings
        from services.models import CareManagementOrganization

        for sender in (IntakeSettings, CareManagementOrganization):
            post_save.connect(try_staff_again, sender=sender)
