from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0025_sources_of_sections'),
    ]

    operations = [
        migrations.AddField(
            model_name='factversion',
            name='deleted',
            field=models.BooleanField(default=False, verbose_name='deleted'),
        ),
    ]
