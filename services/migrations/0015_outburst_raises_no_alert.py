from django.db import migrations


def take_alert_away(apps, schema_editor):
    """What it raised stands as plain text below the row; medical rows alone raise an alert."""
    apps.get_model("services", "Sign").objects.filter(slug="outburst").update(urgent=None)


def give_alert_back(apps, schema_editor):
    apps.get_model("services", "Sign").objects.filter(slug="outburst").update(urgent="u-crisis")


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0014_given"),
    ]

    operations = [
        migrations.RunPython(take_alert_away, give_alert_back),
    ]
