import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0010_number_of_each_step'),
    ]

    operations = [
        migrations.AlterField(
            model_name='step',
            name='number',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
