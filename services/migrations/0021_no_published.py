"""Whether families read a page, its editions say."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0020_first_editions")]

    operations = [
        migrations.RemoveField(model_name="card", name="published"),
        migrations.RemoveField(model_name="topic", name="published"),
    ]
