from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("referrals", "0014_what_opens_an_account_takes_two")]

    operations = [
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_closed_has_date_and_reason',
        ),
        migrations.AlterField(
            model_name='referral',
            name='close_reason',
            field=models.CharField(blank=True, choices=[('connected', 'Connected with help'), ('declined', 'Family declined'), ('not_reached', 'Not reached'), ('not_for_us', 'Not for us'), ('withdrawn', 'Withdrawn by the family'), ('spam', 'Spam'), ('last_day', 'Kept to its last day')], max_length=11, verbose_name='reason for closing'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('close_reason__in', ['connected', 'declined', 'not_reached', 'not_for_us', 'withdrawn', 'spam', 'last_day']), ('closed_at__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('close_reason', ''), ('closed_at', None)), _connector='OR'), name='referral_closed_has_date_and_reason'),
        ),
    ]
