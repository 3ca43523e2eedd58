from datetime import timedelta

from django.db import migrations

VERSION = "2026-11"
ENGLISH = (
    "NJCMO’s intake staff may read this and contact me the way I chose, by text message if I chose"
    " that. Where the care management organization (CMO) of my county takes requests itself, NJCMO"
    " may share it with that CMO."
)
SPANISH = (
    "El personal de NJCMO que recibe las solicitudes puede leer esta solicitud y comunicarse"
    " conmigo de la manera que elegí, por mensaje de texto si elegí eso. Si la Care Management"
    " Organization (CMO, organización de administración de cuidados) de mi condado recibe"
    " solicitudes directamente, NJCMO puede compartir esta solicitud con esa CMO."
)


def fill(apps, schema_editor):
    """The words that families have read so far; and a day for the requests that have none."""
    apps.get_model("referrals", "ConsentWords").objects.create(
        version=VERSION, words=ENGLISH, words_en=ENGLISH, words_es=SPANISH
    )
    Referral = apps.get_model("referrals", "Referral")
    for pk, received_at in Referral.objects.values_list("pk", "received_at"):
        due_on = received_at.date() + timedelta(days=2)
        Referral.objects.filter(pk=pk).update(due_on=due_on)


def remove(apps, schema_editor):
    apps.get_model("referrals", "ConsentWords").objects.filter(version=VERSION).delete()


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_due_day_audiences_consent_words")]
    operations = [migrations.RunPython(fill, remove)]
