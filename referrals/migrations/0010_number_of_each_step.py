import uuid

from django.db import migrations

from njcmo_site.encryption import unbound_keys
from referrals.encryption import EncryptedTextField, Sealed


def number_each(apps, schema_editor):
    Step = apps.get_model('referrals', 'Step')
    for step in Step.objects.only('pk').iterator():
        Step.objects.filter(pk=step.pk).update(number=uuid.uuid4())


def free_from_rows(apps, schema_editor):
    """An earlier release reads only what is not bound to its row."""
    for name in ('Referral', 'Step'):
        model = apps.get_model('referrals', name)
        fields = [one for one in model._meta.fields if isinstance(one, EncryptedTextField)]
        for row in model.objects.iterator():
            texts = {one.attname: getattr(row, one.attname) for one in fields}
            model.objects.filter(pk=row.pk).update(**{
                name: Sealed(unbound_keys().encrypt(text.encode()).decode())
                for name, text in texts.items() if text
            })


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0009_texts_open_in_their_row'),
    ]

    operations = [
        migrations.RunPython(number_each, free_from_rows),
    ]
