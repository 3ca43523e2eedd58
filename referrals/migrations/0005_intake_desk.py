import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import referrals.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0004_due_day_required'),
        ('services', '0006_address_for_new_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('same_family', models.BooleanField()),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('day', models.DateField(default=django.utils.timezone.localdate)),
                ('what', models.CharField(choices=[('opened', 'Opened'), ('revealed', 'Revealed'), ('searched', 'Searched by contact'), ('printed', 'Printed'), ('exported', 'Exported')], max_length=8)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('reason', models.CharField(blank=True, choices=[('call', 'To reach the family'), ('family_called', 'The family got in touch'), ('compare', 'To compare two referrals'), ('supervision', 'Supervision of intake'), ('family_asks', 'The family asks what we hold'), ('spam', 'To see whether it is spam'), ('report', 'A report that has been approved')], max_length=13)),
            ],
            options={
                'verbose_name': 'look at a family’s data',
                'verbose_name_plural': 'looks at families’ data',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='StaffProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('languages', models.JSONField(blank=True, default=list, help_text='“Next call” gives this person families of these languages. None: of any.', verbose_name='languages')),
                ('daily_mail', models.BooleanField(default=True, help_text='On working days: how many requests wait, and a link. Nothing of a family.', verbose_name='daily e-mail')),
                ('mailed_on', models.DateField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'staff profile',
                'verbose_name_plural': 'staff profile',
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('what', models.CharField(choices=[('moved', 'Status'), ('tried', 'Tried to reach'), ('taken', 'Taken'), ('handed_over', 'Handed over'), ('released', 'Released: not spam'), ('noted', 'Note')], max_length=11)),
                ('status', models.CharField(choices=[('new', 'New'), ('trying', 'Called, not reached'), ('in_touch', 'In touch'), ('connected', 'Connected'), ('closed', 'Closed')], max_length=9, verbose_name='status after it')),
                ('detail', models.CharField(blank=True, max_length=250)),
                ('note', referrals.encryption.EncryptedTextField(blank=True)),
                ('pinned', models.BooleanField(default=False, verbose_name='read first')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='referral',
            options={'ordering': ['-received_at'], 'permissions': [('export_referral', 'Can export referrals'), ('see_all_numbers', 'Can see numbers below ten')], 'verbose_name': 'referral', 'verbose_name_plural': 'referrals'},
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_choices_are_known',
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_has_consent',
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_emptied_is_closed_and_empty',
        ),
        migrations.AddField(
            model_name='intakesettings',
            name='keep_closed',
            field=models.PositiveSmallIntegerField(default=365, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(3650)], verbose_name='days to keep what is closed'),
        ),
        migrations.AddField(
            model_name='intakesettings',
            name='keep_connected',
            field=models.PositiveSmallIntegerField(default=730, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(3650)], verbose_name='days to keep what is connected'),
        ),
        migrations.AddField(
            model_name='intakesettings',
            name='keep_in_touch',
            field=models.PositiveSmallIntegerField(default=730, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(3650)], verbose_name='days to keep what is in touch'),
        ),
        migrations.AddField(
            model_name='intakesettings',
            name='keep_new',
            field=models.PositiveSmallIntegerField(default=365, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(3650)], verbose_name='days to keep what is new'),
        ),
        migrations.AddField(
            model_name='intakesettings',
            name='keep_trying',
            field=models.PositiveSmallIntegerField(default=365, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(3650)], verbose_name='days to keep what is called, not reached'),
        ),
        migrations.AddField(
            model_name='referral',
            name='assigned_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to=settings.AUTH_USER_MODEL, verbose_name='taken by'),
        ),
        migrations.AddField(
            model_name='referral',
            name='first_tried_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='first try'),
        ),
        migrations.AddField(
            model_name='referral',
            name='handed_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals_handed_over', to='services.caremanagementorganization', verbose_name='handed over to'),
        ),
        migrations.AddField(
            model_name='referral',
            name='held_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_referrals', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='referral',
            name='held_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='next_attempt_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='next try'),
        ),
        migrations.AddField(
            model_name='referral',
            name='status_since',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='in this status since'),
        ),
        migrations.AddField(
            model_name='referral',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='tries to reach the family'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['status', 'due_on'], name='referral_by_due_day'),
        ),
        migrations.AddConstraint(
            model_name='intakesettings',
            constraint=models.CheckConstraint(condition=models.Q(('keep_closed__range', (30, 3650)), ('keep_connected__range', (30, 3650)), ('keep_in_touch__range', (30, 3650)), ('keep_new__range', (30, 3650)), ('keep_trying__range', (30, 3650))), name='intake_settings_keep_a_month_to_ten_years'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_by', None), ('held_until', None)), models.Q(('held_by__isnull', False), ('held_until__isnull', False)), _connector='OR'), name='referral_held_by_somebody_until'),
        ),
        migrations.AddField(
            model_name='comparison',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comparison',
            name='one',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='comparison',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='look',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='look',
            name='referral',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='staffprofile',
            name='care_management_organization',
            field=models.ForeignKey(blank=True, help_text='Sees the families of its counties only. Empty: NJCMO, and every county.', null=True, on_delete=django.db.models.deletion.PROTECT, to='services.caremanagementorganization', verbose_name='care management organization'),
        ),
        migrations.AddField(
            model_name='staffprofile',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='step',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='step',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='referrals.referral'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.UniqueConstraint(fields=('one', 'other'), name='comparison_once'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='comparison_older_first'),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['day', 'person', 'what'], name='look_by_day_and_person'),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['-at'], name='look_by_time'),
        ),
        migrations.AddConstraint(
            model_name='look',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('referral', None), ('what__in', ['searched', 'exported'])), models.Q(('referral__isnull', False), ('what__in', ['opened', 'revealed', 'printed'])), _connector='OR'), name='look_is_of_a_referral'),
        ),
        migrations.AddConstraint(
            model_name='look',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('what', 'opened')), ('reason__in', ['call', 'family_called', 'compare', 'supervision', 'family_asks', 'spam', 'report']), _connector='OR'), name='look_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['new', 'trying', 'in_touch', 'connected', 'closed']), ('what__in', ['moved', 'tried', 'taken', 'handed_over', 'released', 'noted'])), name='step_is_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what', 'noted'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='step_note_has_words'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('pinned', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='step_pinned_has_note'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('pinned', True)), fields=('referral',), name='step_one_read_first'),
        ),
    ]
