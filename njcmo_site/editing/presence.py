"""Who has a form open: the second who opens it is told."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone

from njcmo_site.editing.types import BesideModelAdmin

FORGOTTEN = timedelta(minutes=30)  # as long as somebody stays signed in without a page or a save

People = dict[int, tuple[str, datetime, datetime]]  # key: name, since when, last seen


def key_of(row: Model) -> str:
    return f"open:{row._meta.label_lower}:{row.pk}"


def others_at(row: Model, user: User) -> list[tuple[str, datetime]]:
    """(name, since when) of each other person; this one is there from now on as well."""
    now = timezone.now()
    people: People = {
        key: (name, since, last)
        for key, (name, since, last) in cache.get(key_of(row), {}).items()
        if last > now - FORGOTTEN
    }
    _name, since, _last = people.get(user.pk, ("", now, now))
    people[user.pk] = (user.get_full_name() or user.get_username(), since, now)
    cache.set(key_of(row), people, FORGOTTEN.total_seconds())
    return [(name, since) for key, (name, since, _last) in people.items() if key != user.pk]


def leave(row: Model, user: User) -> None:
    people: People = cache.get(key_of(row), {})
    if people.pop(user.pk, None):
        cache.set(key_of(row), people, FORGOTTEN.total_seconds())


class TellsWhoEdits(BesideModelAdmin):
    """First base of a ModelAdmin whose forms stay open for long."""

    def render_change_form(self, request, context, *args, **kwargs):
        row = context.get("original")
        if row and self.has_change_permission(request, row):
            context["others_here"] = others_at(row, request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change:
            leave(obj, request.user)
