"""The words of a page for which a clinician answers, part by part."""

from typing import Any

from django.db import models

from njcmo_site.spanish.differences import marked, plain_words
from services.models.contents import Content, Values, columns, part_of

# What may change without the words of a page having changed.
NOT_WORDS = {"address", "hub", "order", "picture", "age", "checked_on", "clock", "slug", "topics"}
NOT_WORDS |= {"photo", "share_photo"}
# What a clinician does not answer for either: where a page leads, and what we remember of it.
NOT_OF_HEALTH = NOT_WORDS | {"anchor", "links_to", "related"}
NOT_OF_HEALTH |= {"made_from", "behind_since", "words_changed_on"}

Words = dict[str, Values]
MOST_SMALL = 20  # words taken out and put in, all told


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
            value = values.get(getattr(field, "attname", field.name)) or ""
            found[field.name] = [value] if getattr(field, "choices", None) else value
        elif getattr(field, "language", "") == language:
            found[original.name] = values.get(field.name) or values.get(f"{original.name}_en") or ""
    return found


def is_small(before: Words, now: Words) -> bool:
    """Whether a few words changed at most: nothing that is no text, and no part as a whole."""
    changed = 0
    for part in {*before, *now}:
        old, new = before.get(part), now.get(part)
        if old == new:
            continue
        if old is None or new is None:
            return False
        for name in {*old, *new}:
            texts = [values.get(name, "") for values in (old, new)]
            if texts[0] == texts[1]:
                continue
            if not all(isinstance(text, str) for text in texts):
                return False
            one, other = (plain_words(text) if "<" in text else text for text in texts)
            different = [*marked(one, other), *marked(other, one)]
            changed += sum(len(words.split()) for differs, words in different if differs)
    return changed <= MOST_SMALL
