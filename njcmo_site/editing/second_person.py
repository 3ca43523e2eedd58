"""Who would save over what somebody else saved is told."""

from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.forms import CharField, HiddenInput, ModelForm

if TYPE_CHECKING:
    from njcmo_site.editing.base import StaffAdmin


def state_of(*querysets) -> str:
    """Another after every change of these rows and of what they are tied to.

    Not after a change of what the site itself keeps in them, or people in their own account.
    """
    own = {"last_login", "password"}
    parts = []
    for rows in querysets:
        model = rows.model._meta
        columns = [
            field.attname
            for field in model.concrete_fields
            if field.editable and field.name not in own
        ]
        parts.append(list(rows.values(*columns)))
        parts += [
            sorted(rows.order_by().values_list("pk", field.name)) for field in model.many_to_many
        ]
    return sha256(repr(parts).encode()).hexdigest()


class OpenedState(CharField):
    widget = HiddenInput

    def has_changed(self, initial, data):
        return False  # it is nothing that anybody edits


class OvertakenForm(ModelForm):
    """Refuses to save over what somebody else saved since this page was opened."""

    opened_state = OpenedState(required=False)
    admin: "StaffAdmin"  # whose page this is, see StaffAdmin.get_form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["opened_state"] = state_of(*self.admin.rows_on_page(self.instance))

    def clean(self):
        answers = super().clean()
        opened = answers.get("opened_state")
        if opened and opened != self.initial["opened_state"]:
            raise ValidationError(
                "Somebody else saved this page after you opened it. Open it in a new tab, bring"
                " your changes into it, and save there."
            )
        return answers


class OvertakenRowForm(ModelForm):
    """The same for a row of a list: what another changed meanwhile stays, or the second is told."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True  # what was shown, not what is stored now, is compared

    def clean(self):
        answers = super().clean()
        for name in self._meta.fields:
            shown = self.data.get(self.add_initial_prefix(name), "")
            now = self.initial[name]
            if name in self.changed_data and self.fields[name].has_changed(now, shown):
                message = f"Somebody else made it {now} meanwhile. Open this list anew."
                self.add_error(name, message)
        return answers
