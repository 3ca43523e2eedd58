"""A date and a name on a page become a review of what families read, in both languages."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F
from django.utils import timezone

KINDS = ["topic", "card"]
LANGUAGES = ["en", "es"]
YEAR = timedelta(days=365)


def live(editions, row):
    now = timezone.now()
    begun = editions.objects.filter(draft=row, begins_at__lte=now).exclude(ends_at__lte=now)
    return begun.order_by("-begins_at", "-number").first()


def make_reviews(apps, schema_editor):
    for kind in KINDS:
        editions = apps.get_model("services", f"{kind}edition")
        reviews = apps.get_model("services", f"{kind}review")
        for row in apps.get_model("services", kind).objects.exclude(reviewed_on=None):
            edition = live(editions, row) or editions.objects.filter(draft=row).last()
            name, _comma, credential = row.reviewed_by.partition(", ")
            for language in LANGUAGES if edition else []:
                reviews.objects.create(
                    edition=edition,
                    language=language,
                    reviewed_on=row.reviewed_on,
                    next_on=row.reviewed_on + YEAR,
                    name=name or credential,
                    credential=credential[:60],
                )
        for edition in editions.objects.all():
            for column in ("reviewed_on", "reviewed_by"):
                edition.content["fields"].pop(column, None)
            edition.save(update_fields=["content"])


def go_back(apps, schema_editor):
    """A draft that was kept becomes an edition that was canceled."""
    for kind in KINDS:
        editions = apps.get_model("services", f"{kind}edition")
        reviews = apps.get_model("services", f"{kind}review")
        editions.objects.filter(begins_at=None).update(
            begins_at=F("made_at"), ends_at=F("made_at")
        )
        for row in apps.get_model("services", kind).objects.all():
            read = live(editions, row)
            review = (
                reviews.objects.filter(edition__draft=row, language="en")
                .order_by("reviewed_on", "id")
                .last()
            )
            if review:
                row.reviewed_on = review.reviewed_on
                who = ", ".join(filter(None, [review.name, review.credential]))
                row.reviewed_by = who[:120]
                row.save(update_fields=["reviewed_on", "reviewed_by"])
            for edition in editions.objects.filter(draft=row):
                on, by = None, ""
                if review and edition == read:
                    on, by = row.reviewed_on.isoformat(), row.reviewed_by
                edition.content["fields"] |= {"reviewed_on": on, "reviewed_by": by}
                edition.save(update_fields=["content"])
        reviews.objects.all().delete()  # or they would be there twice on the next way forward


class Migration(migrations.Migration):
    dependencies = [("services", "0027_reviews")]

    operations = [migrations.RunPython(make_reviews, go_back)]
