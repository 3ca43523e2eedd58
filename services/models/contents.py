"""What an edition holds of a row and its parts: all that families read there, as JSON.

{"fields": {"title_en": …, "urgent_signs": [1, 2]}, "sections": [{"id": 7, "body_en": …}, …]}
Of other rows it holds their keys: facts such as urgent signs stay as they are now.
"""

import json
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modeltranslation.translator import translator

from njcmo_site.richtext import RichTextField, clean
from njcmo_site.spanish.bilingual import Bilingual

Values = dict[str, Any]
Content = dict[str, Any]


@cache
def own_columns(model: type[models.Model]) -> list[models.Field]:
    """All but the key, and the column of a text that repeats its English."""
    repeats: set[str] = set()
    if issubclass(model, Bilingual):
        repeats = set(translator.get_options_for_model(model).all_fields)
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in repeats
    ]


def columns(model: type[models.Model], *left_out: str) -> list[models.Field]:
    """Its own columns, but for those left out."""
    return [field for field in own_columns(model) if field.name not in left_out]


def values_of(row: models.Model, *left_out: str) -> Values:
    values = {field.attname: getattr(row, field.attname) for field in columns(type(row), *left_out)}
    for field in row._meta.many_to_many:
        values[field.name] = sorted(other.pk for other in getattr(row, field.name).all())
    return values


def cleaned(model: type[models.Model], values: Values) -> Values:
    """With each rich text sanitized, whoever wrote it."""
    rich = {field.attname for field in columns(model) if isinstance(field, RichTextField)}
    return {
        name: clean(value) if name in rich and value else value for name, value in values.items()
    }


def as_row(model: type[models.Model], key: int, values: Values) -> Any:
    """A row of memory alone. What this version of the site has no column for is left out."""
    known = {field.attname: field for field in columns(model)}
    given = {name: known[name].to_python(value) for name, value in values.items() if name in known}
    given[model._meta.pk.attname] = key
    # In their order, as rows of the database come: each name would be looked up in both languages.
    return model(
        *(
            given[field.attname] if field.attname in given else field.get_default()
            for field in model._meta.concrete_fields
        )
    )


def hold(row: models.Model, name: str, others: list) -> None:
    """What row.<name>.all() is from now on, without a query, as after prefetch_related()."""
    found = getattr(row, name).all()
    found._result_cache, found._prefetch_done = others, True
    if not hasattr(row, "_prefetched_objects_cache"):
        row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    row._prefetched_objects_cache[name] = found  # type: ignore[attr-defined]


def tied_row(model: type[models.Model], key: int, values: Values) -> Any:
    """as_row(), with the keys of the rows to which it is tied."""
    row = as_row(model, key, values)
    for field in model._meta.many_to_many:
        other: Any = field.related_model
        named, keys = [other._meta.pk.attname], values.get(field.name, [])
        hold(row, field.name, [other.from_db(None, named, [one]) for one in keys])
    return row


def part_of(model: type[models.Model], name: str) -> tuple[type[models.Model], str]:
    """(model of such a part, name of its foreign key)"""
    relation: Any = model._meta.get_field(name)
    return relation.related_model, relation.field.name


def content_of(row: models.Model, parts: tuple[str, ...]) -> Content:
    # Its place in a list of others is no text of its own, nor is what it is once it is withdrawn.
    content: Content = {"fields": values_of(row, "order", "leads_on_to")}
    for name in parts:
        _model, key = part_of(type(row), name)
        content[name] = [
            {"id": part.pk} | values_of(part, key) for part in getattr(row, name).all()
        ]
    ready: Content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return ready


def revived(model: type[models.Model], key: int, content: Content, parts: tuple[str, ...]) -> Any:
    """The row as this content has it, with its parts, in memory alone.

    Other rows, to which it is tied, are known by their keys alone.
    """
    row = tied_row(model, key, content["fields"])
    for name in parts:
        part, foreign_key = part_of(model, name)
        found = [tied_row(part, values["id"], values) for values in content.get(name, [])]
        for one in found:
            setattr(one, foreign_key, row)
        hold(row, name, found)
    return row


def tie(row: models.Model, values: Values) -> None:
    """Tie a stored row to the rows that these values have and that are still there."""
    for field in row._meta.many_to_many:
        other: Any = field.related_model
        found = other._default_manager.filter(pk__in=values.get(field.name, []))
        getattr(row, field.name).set(found)


def sanitized(model: type[models.Model], content: Content, parts: tuple[str, ...]) -> Content:
    found: Content = {"fields": cleaned(model, content["fields"])}
    for name in parts:
        part, _key = part_of(model, name)
        found[name] = [cleaned(part, values) for values in content.get(name, [])]
    return found
