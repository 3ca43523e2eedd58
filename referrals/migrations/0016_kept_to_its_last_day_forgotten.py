from django.db import migrations


def forget(apps, schema_editor):
    """On the way back the reason is again the one that stood for it."""
    kept = apps.get_model("referrals", "Referral").objects.filter(close_reason="last_day")
    kept.update(close_reason="not_reached")


class Migration(migrations.Migration):
    """Forwards nothing changes: of what was emptied before, nobody knows which was in touch."""

    dependencies = [("referrals", "0015_kept_to_its_last_day")]
    operations = [migrations.RunPython(migrations.RunPython.noop, forget)]
