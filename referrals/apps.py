from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_save


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Intake"

    def ready(self):
        from referrals.mail.outbox import try_staff_again
        from referrals.models import IntakeSettings
        from referrals.models.staff import give_profile_to_superuser
        from services.models import CareManagementOrganization

        for sender in (IntakeSettings, CareManagementOrganization):
            post_save.connect(try_staff_again, sender=sender)
        post_save.connect(give_profile_to_superuser, sender=settings.AUTH_USER_MODEL)
