from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_first_consent_words")]
    operations = [
        migrations.AlterField(
            model_name="referral",
            name="due_on",
            field=models.DateField(verbose_name="to be answered by"),
        ),
    ]
