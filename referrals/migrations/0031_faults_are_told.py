"""Errors of the site are kept until who looks after it was told.

An older version serves beside it: it writes no error, and intake settings without the address,
which the database fills in.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0030_hand_overs_wait_and_mails_at_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='intakesettings',
            name='faults_email',
            field=models.EmailField(blank=True, db_default='', default='', help_text='Who looks after the site is told here when it makes an error: where in the code, and when; nothing that anybody typed. Empty: nobody is told.', max_length=254, verbose_name='address for errors of the site'),
        ),
        migrations.CreateModel(
            name='Fault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('error', models.CharField(max_length=200)),
                ('place', models.CharField(max_length=300)),
                ('request', models.CharField(blank=True, max_length=10)),
                ('times', models.PositiveIntegerField(default=1)),
                ('told', models.PositiveIntegerField(default=0)),
                ('first_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['first_at'],
                'constraints': [models.UniqueConstraint(fields=('error', 'place'), name='fault_once_by_place')],
            },
        ),
    ]
