from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("referrals", "0006_status_since_and_stubs")]

    operations = [
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('emptied_at__isnull', False), models.Q(('best_time__in', ['', 'any', 'morning', 'afternoon', 'evening']), ('child_age__in', ['under_3', '3_to_5', '6_to_8', '9_to_12', '13_to_17', '18_to_20']), ('contact_method__in', ['phone', 'text', 'email']), ('page_language__in', ['en', 'es']), ('preferred_language__in', ['en', 'es', 'other']), ('relationship__in', ['parent', 'guardian', 'foster_parent', 'grandparent', 'other_family', 'professional', 'self', 'other'])), _connector='OR'), name='referral_choices_are_known'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('emptied_at__isnull', False), models.Q(models.Q(('consent_version', ''), _negated=True), models.Q(('consent_words', ''), _negated=True), ('consent_language__in', ['en', 'es'])), _connector='OR'), name='referral_has_consent'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('emptied_at', None), models.Q(('assigned_to', None), ('handed_to', None), ('status', 'closed'), ('best_time', ''), ('caregiver_name', ''), ('child_age', ''), ('child_first_name', ''), ('consent_language', ''), ('consent_version', ''), ('consent_words', ''), ('contact_method', ''), ('email', ''), ('email_hash', ''), ('language_other', ''), ('message', ''), ('page_language', ''), ('phone', ''), ('phone_hash', ''), ('preferred_language', ''), ('relationship', '')), _connector='OR'), name='referral_emptied_is_closed_and_empty'),
        ),
    ]
