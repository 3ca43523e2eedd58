"""What families read becomes edition 1, word by word."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations
from django.utils import timezone

WHY = "As it was when editions began."
PARTS = {"question": {}}


def values_of(row, *left_out):
    names = {field.name for field in row._meta.concrete_fields}
    repeats = {name for name in names if f"{name}_en" in names}
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in {*repeats, *left_out}
    }
    for field in row._meta.many_to_many:
        values[field.name] = sorted(getattr(row, field.name).values_list("pk", flat=True))
    return values


def content_of(apps, kind, row):
    content = {"fields": values_of(row, "order", "published")}
    for name, (model, key) in PARTS[kind].items():
        parts = apps.get_model("faq", model).objects.filter(**{key: row}).order_by("order", "id")
        content[name] = [{"id": part.pk} | values_of(part, key) for part in parts]
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def make_first_editions(apps, schema_editor):
    now = timezone.now()
    for kind in PARTS:
        editions = apps.get_model("faq", f"{kind}edition")
        for row in apps.get_model("faq", kind).objects.all():
            if editions.objects.filter(draft=row).exists():
                continue  # on the way back they stay
            content = content_of(apps, kind, row)
            editions.objects.create(
                draft=row, number=1, content=content, begins_at=now, made_at=now, why=WHY
            )


def live(apps, kind, row):
    now = timezone.now()
    editions = apps.get_model("faq", f"{kind}edition").objects.filter(draft=row)
    begun = editions.filter(begins_at__lte=now).exclude(ends_at__lte=now)
    return begun.order_by("-begins_at", "-number").first()


def go_back(apps, schema_editor):
    """Families would read the drafts: these have to be what they read now."""
    ahead = []
    for kind in PARTS:
        for row in apps.get_model("faq", kind).objects.all():
            edition = live(apps, kind, row)
            if edition and edition.content != content_of(apps, kind, row):
                ahead.append(f"{kind} {row.pk} ({row.question_en})")
            if edition is None:
                ahead.append(f"question {row.pk} ({row.question_en}), which nobody reads: delete it")
    if ahead:
        raise ValueError(f"First publish or discard the changes of: {', '.join(ahead)}.")


class Migration(migrations.Migration):
    dependencies = [("faq", "0004_editions")]

    operations = [migrations.RunPython(make_first_editions, go_back)]
