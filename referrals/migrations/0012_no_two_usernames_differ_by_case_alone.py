from django.conf import settings
from django.core.management import CommandError
from django.db import migrations
from django.db.models import Count
from django.db.models.functions import Lower


def refuse_twins(apps, schema_editor):
    User = apps.get_model("auth", "User")
    users = User.objects.using(schema_editor.connection.alias)
    names = users.values(name=Lower("username")).annotate(accounts=Count("pk"))
    if twins := list(names.filter(accounts__gt=1).values_list("name", flat=True)):
        raise CommandError(
            f"Accounts differ by capital letters alone: {', '.join(twins)}. Give all but one of"
            " each another username, in the admin of the version before, then start again."
        )


class Migration(migrations.Migration):
    # In SQL, because the table belongs to Django, whose model of it is not ours to change.

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("referrals", "0011_step_number_unique"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(refuse_twins, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX username_in_any_case ON auth_user (LOWER(username))",
            "DROP INDEX username_in_any_case",
        ),
    ]
