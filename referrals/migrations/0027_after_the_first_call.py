"""The next step with a family, a wrong number, and how it was before an outcome was pressed.

The release before writes none of the columns, which have their defaults in the database.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0026_requests_by_phone'),
        ('services', '0038_gone_links_are_counted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='step',
            name='step_is_known',
        ),
        migrations.AddField(
            model_name='referral',
            name='next_step_on',
            field=models.DateField(blank=True, null=True, verbose_name='next step on'),
        ),
        migrations.AddField(
            model_name='referral',
            name='wrong_number',
            field=models.BooleanField(db_default=False, default=False, verbose_name='the phone number is wrong'),
        ),
        migrations.AddField(
            model_name='step',
            name='before',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='step',
            name='what',
            field=models.CharField(choices=[('moved', 'Status'), ('tried', 'Tried to reach'), ('taken', 'Taken'), ('handed_over', 'Handed over'), ('released', 'Released: not spam'), ('noted', 'Note'), ('entered', 'Entered'), ('planned', 'Next step'), ('undone', 'Undone')], max_length=11),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['new', 'trying', 'in_touch', 'connected', 'closed']), ('what__in', ['moved', 'tried', 'taken', 'handed_over', 'released', 'noted', 'entered', 'planned', 'undone'])), name='step_is_known'),
        ),
    ]
