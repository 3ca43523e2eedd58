"""What is different between two contents of a page, word by word, in words for staff."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.html import escape
from django.utils.text import capfirst

from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.differences import marked, plain_words
from services.models.ages import age_labels
from services.models.contents import Content, Values, as_row, columns, part_of
from services.models.photos import Photo
from services.photos.markers import MARKER, photos_named

Line = dict[str, Any]
NO_WORDS = {"made_from", "words_changed_on", "order"}  # the order of parts has a line of its own
LANGUAGES = dict(settings.LANGUAGES)


def differences(
    model: type[models.Model], parts: tuple[str, ...], old: Content, new: Content
) -> list[Line]:
    """One for each part that is not the same: {"name", "kind", "lines"}.

    `kind` is "changed", "added" or "taken away". A line has a name, and the words before and now,
    marked.
    """
    found = [of_row(model, "The page itself", old["fields"], new["fields"])]
    for name in parts:
        part, key = part_of(model, name)
        before = {values["id"]: values for values in old.get(name, [])}
        now = {values["id"]: values for values in new.get(name, [])}
        for one in list(dict.fromkeys([*now, *before])):
            found.append(of_part(part, key, before.get(one), now.get(one)))
        found.append(of_order(part, before, now))
    return [one for one in found if one["lines"]]


def of_row(model: type[models.Model], name: str, old: Values, new: Values) -> Line:
    return {"name": name, "kind": "changed", "lines": list(lines(model, old, new))}


def of_part(model: type[models.Model], key: str, old: Values | None, new: Values | None) -> Line:
    shown: Any = new or old
    name = f"{model._meta.verbose_name} “{as_row(model, shown['id'], shown)}”"
    found = of_row(model, capfirst(name), old or {}, new or {})
    return found | {"kind": "added" if old is None else "changed" if new else "taken away"}


def of_order(model: type[models.Model], old: dict[int, Values], new: dict[int, Values]) -> Line:
    before = [str(as_row(model, key, old[key])) for key in old if key in new]
    now = [str(as_row(model, key, new[key])) for key in new if key in old]
    found: list[Line] = []
    if [key for key in old if key in new] != [key for key in new if key in old]:
        found = [line("in this order", ", ".join(before), ", ".join(now))]
    name = f"The order of {model._meta.verbose_name_plural}"
    return {"name": name, "kind": "changed", "lines": found}


def lines(model: type[models.Model], old: Values, new: Values) -> Iterator[Line]:
    for field in sorted(columns(model), key=lambda field: field.name == "behind_since"):
        before, now = old.get(field.attname), new.get(field.attname)
        if field.name in NO_WORDS or field.attname not in {*old, *new}:
            continue
        if (before or "") == (now or ""):
            continue
        compared = line(label(field), words(field, before), words(field, now))
        if isinstance(field, RichTextField) and plain_words(before or "") == plain_words(now or ""):
            compared["name"] += " (the same words, formatted in another way)"
        yield compared
    for many in model._meta.many_to_many:
        before, now = old.get(many.name, []), new.get(many.name, [])
        if before != now:
            yield line(label(many), names(many, before), names(many, now))


def line(name: str, before: str, now: str) -> Line:
    return {"name": name, "before": marked(before, now), "now": marked(now, before)}


def label(field: Any) -> str:
    """What staff call a field; of a text in two languages, which."""
    if language := getattr(field, "language", None):
        return f"{field.translated_field.verbose_name}, {LANGUAGES[language]}"
    return "Spanish behind since" if field.name == "behind_since" else str(field.verbose_name)


def words(field: models.Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(field, RichTextField):
        return plain_words(with_titles(value))
    if field.many_to_one:
        return names(field, [value])
    if isinstance(value, list):
        return age_labels(value) if field.name == "ages" else ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))


def with_titles(html: str) -> str:
    """The photos in it by their titles."""
    titles = {photo.pk: photo.title for photo in Photo.objects.in_bulk(photos_named(html)).values()}
    gone = "a photo that is gone"
    return MARKER.sub(lambda one: escape(f"[{titles.get(int(one[1]), gone)}]"), html)


def names(field: Any, keys: list[int]) -> str:
    rows = field.related_model._default_manager.filter(pk__in=keys)
    gone = ["one that is gone"] * (len(keys) - len(rows))
    return ", ".join([*sorted(map(str, rows)), *gone])
