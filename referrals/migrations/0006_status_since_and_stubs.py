from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Coalesce

NO_LONGER_KEPT = [
    "relationship",
    "contact_method",
    "best_time",
    "preferred_language",
    "child_age",
    "page_language",
    "consent_version",
    "consent_words",
    "consent_language",
]


def fill(apps, schema_editor):
    """Since when a referral has its status, as far as it is known; and stubs that tell less."""
    Referral = apps.get_model("referrals", "Referral")
    Referral.objects.update(status_since=Coalesce("closed_at", F("received_at")))
    emptied = Referral.objects.exclude(emptied_at=None)
    emptied.update(due_on_told=False, **dict.fromkeys(NO_LONGER_KEPT, Value("")))
    apps.get_model("referrals", "Notice").objects.filter(referral__in=emptied).delete()


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_intake_desk")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
