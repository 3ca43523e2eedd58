"""The words of a page for which a clinician answers, part by part."""

from typing import Any

from django.db import models

from services.models.contents import Content, Values, columns, part_of

# What may change without the words of a page having changed.
NOT_WORDS = {"address", "hub", "order", "picture", "age", "checked_on", "clock", "slug", "topics"}
# What a clinician does not answer for either: where a page leads, and what we remember of it.
NOT_OF_HEALTH = NOT_WORDS | {"anchor", "links_to", "related"}
NOT_OF_HEALTH |= {"made_from", "behind_since", "words_changed_on"}

Words = dict[str, Values]


def health_words(
    model: type[models.Model], parts: tuple[str, ...], content: Content, language: str
) -> Words:
    """By part ("fields", "sections-7"), as families read it in a language: English stands in."""
    found = {"fields": words_of(model, content["fields"], language)}
    for name in parts:
        part, _key = part_of(model, name)
        for values in content.get(name, []):
            found[f"{name}-{values['id']}"] = words_of(part, values, language)
    return found


def words_of(model: type[models.Model], values: Values, language: str) -> Values:
    found: dict[str, Any] = {}
    for field in [*columns(model), *model._meta.many_to_many]:
        if field.name in NOT_OF_HEALTH:
            continue
        original = getattr(field, "translated_field", None)
        if original is None:
            found[field.name] = values.get(getattr(field, "attname", field.name)) or ""
        elif getattr(field, "language", "") == language:
            found[original.name] = values.get(field.name) or values.get(f"{original.name}_en") or ""
    return found
