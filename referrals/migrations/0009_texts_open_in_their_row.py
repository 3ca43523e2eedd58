import uuid

import referrals.encryption
from django.db import migrations, models


def encrypted(name, label, **options):
    field = referrals.encryption.EncryptedTextField(row='reference', verbose_name=label, **options)
    return migrations.AlterField(model_name='referral', name=name, field=field)


class Migration(migrations.Migration):
    # Of the texts no column changes; a step gets a number before the next migrations fill it.

    dependencies = [
        ('referrals', '0008_lists_cost_the_same_at_any_size'),
    ]

    operations = [
        encrypted('caregiver_name', 'caregiver’s name'),
        encrypted('phone', 'phone', blank=True),
        encrypted('email', 'e-mail', blank=True),
        encrypted('language_other', 'other language', blank=True),
        encrypted('child_first_name', 'child’s first name', blank=True),
        encrypted('message', 'message', blank=True),
        migrations.AlterField(
            model_name='step',
            name='note',
            field=referrals.encryption.EncryptedTextField(blank=True, row='number'),
        ),
        migrations.AddField(
            model_name='step',
            name='number',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
    ]
