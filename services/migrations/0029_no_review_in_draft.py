"""What a clinician has confirmed, reviews say."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0028_reviews_so_far")]

    operations = [
        migrations.RemoveConstraint(
            model_name='card',
            name='card_review_has_date_and_reviewer',
        ),
        migrations.RemoveConstraint(
            model_name='topic',
            name='topic_review_has_date_and_reviewer',
        ),
        migrations.RemoveField(
            model_name='card',
            name='reviewed_by',
        ),
        migrations.RemoveField(
            model_name='card',
            name='reviewed_on',
        ),
        migrations.RemoveField(
            model_name='topic',
            name='reviewed_by',
        ),
        migrations.RemoveField(
            model_name='topic',
            name='reviewed_on',
        ),
    ]
