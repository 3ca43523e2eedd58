"""How a request came, and who entered it.

The release before writes neither column: what it stores meanwhile came on the site, by the
default of the database.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0025_numbers_we_call_from'),
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
            name='entered_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='referral',
            name='source',
            field=models.CharField(choices=[('web', 'On the site'), ('phone', 'By phone'), ('professional', 'By a professional')], db_default='web', default='web', max_length=12, verbose_name='how it came'),
        ),
        migrations.AlterField(
            model_name='step',
            name='what',
            field=models.CharField(choices=[('moved', 'Status'), ('tried', 'Tried to reach'), ('taken', 'Taken'), ('handed_over', 'Handed over'), ('released', 'Released: not spam'), ('noted', 'Note'), ('entered', 'Entered')], max_length=11),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('emptied_at__isnull', False), models.Q(('entered_by', None), ('source', 'web')), models.Q(('entered_by__isnull', False), ('source__in', ['phone', 'professional'])), _connector='OR'), name='referral_source_tells_who_entered_it'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['new', 'trying', 'in_touch', 'connected', 'closed']), ('what__in', ['moved', 'tried', 'taken', 'handed_over', 'released', 'noted', 'entered'])), name='step_is_known'),
        ),
    ]
