"""Who has a form open: the second who opens it is told."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Model
from django.forms import Media
from django.utils import timezone

from njcmo_site.editing.types import BesideModelAdmin

FORGOTTEN = timedelta(minutes=30)  # as long as somebody stays signed in without a page or a save

People = dict[int, tuple[str, datetime, datetime]]  # key: name, since when, last seen


def key_of(row: Model) -> str:
    return f"open:{row._meta.label_lower}:{row.pk}"


def there(people: People) -> People:
    """Those who are not forgotten yet."""
    now = timezone.now()
    return {key: one for key, one in people.items() if one[2] > now - FORGOTTEN}


def others_at(row: Model, user: User) -> list[tuple[str, datetime]]:
    """(name, since when) of each other person; this one is there from now on as well."""
    now = timezone.now()
    people = there(cache.get(key_of(row), {}))
    _name, since, _last = people.get(user.pk, ("", now, now))
    people[user.pk] = (user.get_full_name() or user.get_username(), since, now)
    cache.set(key_of(row), people, FORGOTTEN.total_seconds())
    return [(name, since) for key, (name, since, _last) in people.items() if key != user.pk]


def others_in(draft: Any, user: User) -> list[tuple[str, datetime, Model]]:
    """(name, since when, where) of each other person in a form of this page or of a part of it."""
    rows = [draft, *(part for name in draft.parts for part in getattr(draft, name).all())]
    open_forms = cache.get_many([key_of(row) for row in rows])
    return [
        (name, since, row)
        for row in rows
        for key, (name, since, _last) in there(open_forms.get(key_of(row), {})).items()
        if key != user.pk
    ]


class TellsWhoEdits(BesideModelAdmin):
    """First base of a ModelAdmin whose forms stay open for long."""

    @property
    def media(self):
        return super().media + Media(js=["js/keep-typing.js"])

    def render_change_form(self, request, context, *args, **kwargs):
        row = context.get("original")
        context["keeps_typing"] = not row or self.has_change_permission(request, row)
        if row and context["keeps_typing"]:
            context["others_here"] = others_at(row, request.user)
        return super().render_change_form(request, context, *args, **kwargs)
