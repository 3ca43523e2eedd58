"""Rows of a page that staff put in order, and how they are numbered."""

from adminsortable2.admin import CustomInlineFormSet
from django.db import transaction
from django.db.models import Model
from django.forms import BaseInlineFormSet, NumberInput

# Of each kind, so that whatever a page may hold is saved in one go (the limits of a request are in
# the settings). The heading of each list says so before the last one is added.
ROWS_A_PAGE = 60


class NumberedFormSet(CustomInlineFormSet):
    """Rows that can be dragged, and numbered by hand where there is no mouse or no JavaScript."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        field = self.form.base_fields[self.default_order_field]
        field.widget = NumberInput(attrs={"class": "_reorder_ order-number", "min": 1})

    def save_existing(self, form, obj, commit=True):
        if obj.order is None:  # the number was cleared: the row stays where it was
            obj.order = form.initial["order"]
        return super().save_existing(form, obj, commit)


def renumber(formset: BaseInlineFormSet) -> None:
    """Number the rows 1, 2, 3 …; a row whose number was changed gets its place before others."""
    moved = {
        form.instance.pk: -1 if form.instance.order < form.initial.get("order", 0) else 1
        for form in formset.forms
        if "order" in form.changed_data and form.instance.pk
    }
    rows = formset.model.objects.filter(**{formset.fk.name: formset.instance})
    for number, row in enumerate(
        sorted(rows, key=lambda row: (row.order, moved.get(row.pk, 0), row.pk)), start=1
    ):
        if row.order != number:
            formset.model.objects.filter(pk=row.pk).update(order=number)


def move(page: Model, name: str, key: str, to: str) -> bool:
    """Give one of page.<name> the place `to`, counted from 1; whether there is such a part."""
    with transaction.atomic():
        type(page)._default_manager.select_for_update().get(pk=page.pk)
        rows = list(getattr(page, name).all())
        moved = next((row for row in rows if str(row.pk) == key), None)
        places = [str(place) for place, _row in enumerate(rows, 1)]
        if moved is None or to not in places:
            return False
        rows.remove(moved)
        rows.insert(int(to) - 1, moved)
        for number, row in enumerate(rows, 1):
            if row.order != number:
                type(row)._default_manager.filter(pk=row.pk).update(order=number)
    return True
