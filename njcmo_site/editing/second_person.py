"""Who would save over what somebody else saved is told what that was, field by field.

A page remembers what it showed, in a hidden field that comes back with it. What is different by
then was changed by others: nothing is saved, their words stand beside what was typed, and the next
save knows of them.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import InlineAdminFormSet
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import (
    BooleanField,
    BoundField,
    CharField,
    CheckboxInput,
    Field,
    HiddenInput,
    ModelChoiceField,
    ModelForm,
    ModelMultipleChoiceField,
)
from django.http import QueryDict
from django.utils.text import capfirst
from modeltranslation.utils import build_localized_fieldname

from njcmo_site.richtext import RichTextFormField
from njcmo_site.spanish.differences import marked, plain_words

if TYPE_CHECKING:
    from njcmo_site.editing.base import StaffAdmin

# What the site itself keeps in a row, or people in their own account.
NOBODY_EDITS = {"last_login", "password"}


def digest(value: object) -> str:
    """A few signs that stand for a value of a row or of a form; "" for none."""
    if isinstance(value, QuerySet | list | tuple):
        value = sorted(str(one.pk if isinstance(one, Model) else one) for one in value)
    if isinstance(value, Model):
        value = value.pk
    return "" if value in (None, "", []) else sha256(str(value).encode()).hexdigest()[:8]


def facts_of(*querysets: QuerySet) -> dict[str, str]:
    """What these rows hold and are tied to: {"section.12.heading_en": digest}; what is empty not.

    "section.12" tells that the row is there.
    """
    facts = {}
    for rows in querysets:
        model = rows.model._meta
        columns = {
            field.name: field.attname
            for field in model.concrete_fields
            if field.editable and field.name not in NOBODY_EDITS
        }
        for name in [name for name in columns if build_localized_fieldname(name, "en") in columns]:
            del columns[name]  # of a text in two languages, the column that repeats the English
        for row in rows.values("pk", *columns.values()):
            facts[f"{model.model_name}.{row['pk']}"] = "there"
            for name, attname in columns.items():
                facts[f"{model.model_name}.{row['pk']}.{name}"] = digest(row[attname])
        for field in model.many_to_many:
            tied: dict[str, list] = {}
            for pk, other in rows.order_by().values_list("pk", field.name):
                if other is not None:
                    tied.setdefault(f"{model.model_name}.{pk}.{field.name}", []).append(other)
            facts |= {key: digest(others) for key, others in tied.items()}
    return {key: fact for key, fact in facts.items() if fact}


def remembered(facts: Mapping[str, str]) -> str:
    return json.dumps(facts, separators=(",", ":"))


def overtaken(opened: str, now: Mapping[str, str]) -> dict[str, str]:
    """What has changed since a page was opened, with what it was then ("" where nothing was).

    What is no memory of a page of ours remembers nothing: all of it counts as changed.
    """
    try:
        then = json.loads(opened)
    except (ValueError, RecursionError):
        then = None
    if not isinstance(then, dict) or not all(isinstance(fact, str) for fact in then.values()):
        then = {}
    return {
        key: then.get(key, "") for key in {**now, **then} if then.get(key, "") != now.get(key, "")
    }


class OpenedState(CharField):
    widget = HiddenInput

    def has_changed(self, initial, data):
        return False  # it is nothing that anybody edits


class OvertakenForm(ModelForm):
    """Refuses to save over what somebody else saved since this page was opened."""

    opened_state = OpenedState(required=False)
    data: QueryDict
    admin: "StaffAdmin"  # whose page this is, see StaffAdmin.get_form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.facts = facts_of(*self.admin.rows_on_page(self.instance))
        self.initial["opened_state"] = remembered(self.facts)
        self.overtaken: dict[str, str] = {}

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        opened = answers.get("opened_state")
        if opened:
            self.overtaken = overtaken(opened, self.facts)
        if self.overtaken:
            raise ValidationError(
                "Nothing was saved: somebody else saved this page after you opened it. Look at"
                " what they changed; what you typed is still below. Then save again."
            )
        return answers


def tell(form: OvertakenForm, inlines: Sequence[InlineAdminFormSet]) -> list[dict]:
    """What others changed, for the page that is shown again: a line for each field.

    A field that was not touched takes over what they wrote; in any other what was typed stays. The
    next save is to succeed: the page now knows what they changed.
    """
    data = form.data.copy()
    data[form.add_prefix("opened_state")] = form.initial["opened_state"]
    forms = [("", form)]
    for inline in inlines:
        kind = capfirst(inline.opts.verbose_name)
        forms += [(f"{kind} “{one.instance}”, ", one) for one in inline.formset.initial_forms]
    lines, left = [], dict(form.overtaken)
    for row, one in forms:
        for bound in one.visible_fields():
            key = f"{one._meta.model._meta.model_name}.{one.instance.pk}.{bound.name}"
            if key not in form.overtaken:
                continue
            was, typed = left.pop(key), getattr(one, "cleaned_data", {}).get(bound.name)
            untouched = digest(typed) == was and not bound.errors
            lines.append(line(f"{row}{bound.label}", bound, typed, untouched))
            if untouched:
                put(data, bound)
    for one in [form, *(each for inline in inlines for each in inline.formset.forms)]:
        one.data = data
    return lines + [
        {"name": name} for name in sorted(rows_come_and_gone(left, form.facts, inlines))
    ]


def line(name: str, bound: BoundField, typed: object, untouched: bool) -> dict:
    return {
        "name": name,
        "link": bound.id_for_label or f"{bound.auto_id}_0",  # of many, to the first
        "untouched": untouched,
        # Compared where they are shown: here a transaction is open.
        "now": partial(compared, bound.field, bound.initial, typed),
        "mine": partial(compared, bound.field, typed, bound.initial),
    }


def rows_come_and_gone(
    keys: Collection[str], facts: Collection[str], inlines: Sequence[InlineAdminFormSet]
) -> set[str]:
    kinds = {one.opts.model._meta.model_name: one.opts.verbose_name for one in inlines}
    said = set()
    for key in keys:
        kind, row, _name = [*key.split("."), "", ""][:3]
        if key == f"{kind}.{row}" and kind in kinds:
            done = "added" if key in facts else "taken away"
            said.add(f"{capfirst(kinds[kind])}: one was {done}. Open the page anew")
        elif f"{kind}.{row}" in facts and f"{kind}.{row}" not in keys:
            said.add("Something that cannot be changed here")
    return said


def put(data: QueryDict, bound: BoundField) -> None:
    """Fill a field of a form that is shown again with what is stored now."""
    if isinstance(bound.field.widget, CheckboxInput):
        data.setlist(bound.html_name, ["on"] if bound.initial else [])
        return
    shown = bound.field.widget.format_value(bound.field.prepare_value(bound.initial))
    data.setlist(bound.html_name, shown if isinstance(shown, list) else [shown or ""])


def compared(field: Field, value: Any, other: Any) -> list[tuple[bool, str]]:
    return marked(words(field, value), words(field, other))


def words(field: Field, value: Any) -> str:
    """A value as the page shows it."""
    if isinstance(field, RichTextFormField):
        return plain_words(value or "")
    if isinstance(field, BooleanField):
        return "yes" if value else "no"
    rows: Any = getattr(field, "queryset", None)
    if isinstance(field, ModelMultipleChoiceField):
        keys = [getattr(one, "pk", one) for one in value or []]
        return ", ".join(map(field.label_from_instance, rows.filter(pk__in=keys)))
    if isinstance(field, ModelChoiceField):
        chosen = rows.filter(pk=getattr(value, "pk", value)).first()
        return field.label_from_instance(chosen) if chosen else ""
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in values if one not in (None, ""))


class OvertakenRowForm(ModelForm):
    """The same for a row of a list: what another changed meanwhile stays, or the second is told."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True  # what was shown, not what is stored now, is compared

    def clean(self):
        answers = super().clean()
        for name in self._meta.fields or []:
            shown = self.data.get(self.add_initial_prefix(name), "")
            now = self.initial[name]
            if name in self.changed_data and self.fields[name].has_changed(now, shown):
                message = f"Somebody else made it {now} meanwhile. Open this list anew."
                self.add_error(name, message)
        return answers
