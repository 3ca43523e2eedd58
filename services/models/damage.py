"""What is stored of an edition is read whole or not at all, whatever somebody did to its JSON.

It is read as it was made: what words have to be like today is no matter here.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from services.models.contents import Content, Values, columns, part_of

Held = tuple[str, Any, Any]  # what staff call a column, the column, its value
MISSING = object()
BY_RULE = (models.SlugField, models.URLField, models.IntegerField)  # addresses and numbers


def refuse_damaged(model: type[models.Model], content: Content, parts: tuple[str, ...]) -> None:
    """Raise ValidationError where no such row, with its parts, can be made of this content.

    It says where, and not what stands there.
    """
    place = "its outline"
    try:
        json.dumps(content, ensure_ascii=False).encode()
        for at, field, value in list(held(model, content, parts)):
            place = at
            refuse_value(field, value)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise ValidationError(f"It is damaged and cannot be read: {place}.") from None


def held(model: type[models.Model], content: Content, parts: tuple[str, ...]) -> Iterator[Held]:
    yield from held_by_row(model, content["fields"])
    for name in parts:
        part, key = part_of(model, name)
        keys = [values["id"] for values in content.get(name, [])]
        if len(set(keys)) < len(keys):
            raise ValueError("Two parts have one key.")
        for values in content.get(name, []):
            yield f"{part._meta.verbose_name}, key", part._meta.pk, values["id"]
            yield from held_by_row(part, values, key)


def held_by_row(model: type[models.Model], values: Values, *left_out: str) -> Iterator[Held]:
    """What may have come after an edition can be missing."""
    row = model._meta.verbose_name
    for field in columns(model, *left_out):
        if field.attname in values or not (
            field.blank or field.has_default() or not field.editable
        ):
            yield f"{row}, {field.verbose_name}", field, values.get(field.attname, MISSING)
    for many in model._meta.many_to_many:
        other: Any = many.related_model
        for key in list(values.get(many.name, [])):
            yield f"{row}, {many.verbose_name}", other._meta.pk, key


def refuse_value(field: Any, value: Any) -> None:
    if value is None and field.null:
        return
    if field.many_to_one:
        field = field.target_field
    stored = field.to_python(value)
    if stored is None:
        raise TypeError("It is not there.")
    if field.primary_key and stored != value:
        raise ValueError("It is no key.")
    if isinstance(field, models.CharField | models.TextField):
        "".join([value])  # which is a text
    if field.name == "made_from":
        "".join([*stored.keys(), *stored.values()])
    if field.choices or isinstance(field, models.SlugField):
        field.validate(stored, None)
    if isinstance(field, BY_RULE):
        field.run_validators(stored)
