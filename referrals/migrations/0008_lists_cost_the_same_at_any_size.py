import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0007_stubs_hold_less'),
        ('services', '0006_address_for_new_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='referral',
            name='referral_by_status',
        ),
        migrations.RemoveIndex(
            model_name='referral',
            name='referral_by_due_day',
        ),
        migrations.AlterField(
            model_name='referral',
            name='county',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='services.county', verbose_name='county'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='received_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='received'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['-received_at', 'county', 'handed_to', 'closed_at', 'suspected', 'child_age'], name='referral_newest'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['county', '-received_at', 'handed_to', 'suspected', 'child_age'], name='referral_closed_of_county'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['closed_at', 'due_on', 'received_at'], name='referral_open'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('suspected', True)), fields=['-received_at', 'county', 'handed_to', 'closed_at', 'suspected', 'child_age'], name='referral_suspected'),
        ),
    ]
