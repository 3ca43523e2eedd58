"""What the admin of every app does alike, for people who are no programmers."""

import re

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import connection, transaction
from django.forms import CharField, HiddenInput, ModelForm
from django.shortcuts import redirect
from django.template.loader import render_to_string

LARGEST_NUMBER = 2**63 - 1  # of a database column


class PlainRelations:
    """A choice of another row is a choice: no button beside it that deletes or leaves the page."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field


class StaffAdmin(PlainRelations):
    """First base of every ModelAdmin."""

    def get_queryset(self, request):
        """Of two people who save one row, the second waits for the first, and sees what is new."""
        rows = super().get_queryset(request)
        if request.method == "POST" and connection.in_atomic_block:
            return rows.select_for_update(of=["self"])
        return rows

    def changelist_view(self, request, extra_context=None):
        """In one transaction: a list that is saved keeps what others save at the same time."""
        for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not re.fullmatch(r"[\w-]{1,18}", chosen) or not self.could_be(chosen):
                raise BadRequest("no row")
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def could_be(self, key: str) -> bool:
        """Whether a row of this list could have this key."""
        try:
            self.model._meta.pk.to_python(key)
        except ValidationError:
            return False
        return True

    def lookup_allowed(self, lookup, value, request):
        """A list answers the filters beside it, and nothing else.

        Django lets an address name any column and any comparison, such as ?title__regex=… and
        ?referral__status=…: it would tell staff of one role about rows of another, and fail where
        a value does not fit.
        """
        if lookup in {getattr(one, "parameter_name", None) for one in self.list_filter}:
            return True  # a filter of our own, which answers whatever it is given
        match = re.fullmatch(r"([a-z_]+?)(__(?:id|slug))?__(exact|isnull)", lookup)
        values = value if isinstance(value, list) else [value]
        return bool(match) and match[1] in self.list_filter and not any(map(too_large, values))


class OneRowAdmin:
    """First base of the ModelAdmin of a model with one row: its list is that row."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        self.model.objects.get_or_create(id=1)
        return redirect(admin_urlname(self.opts, "change"), 1)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OvertakenForm(ModelForm):
    """Refuses to save over what somebody else saved since this page was opened."""

    opened_state = CharField(widget=HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_state"] = self.instance.state()

    def clean(self):
        answers = super().clean()
        opened = answers.get("opened_state")
        if opened and opened != self.initial.get("opened_state"):
            raise ValidationError(
                "Somebody else saved this page after you opened it. Open it in a new tab, bring"
                " your changes into it, and save there."
            )
        return answers


class SpanishBeside:
    """Shows on the page of a bilingual row what changed in its English since the Spanish was made.

    The field is called spanish_state; it belongs right before the texts.
    """

    @admin.display(description="Spanish")
    def spanish_state(self, row):
        if row.behind_since:
            return render_to_string("admin/english_changes.html", {"row": row})
        if missing := row.missing_spanish():
            return f"Not in Spanish yet: {', '.join(missing)}."
        return "In step with the English."


def too_large(value) -> bool:
    return bool(re.fullmatch(r"\s*-?\d{19,}\s*", str(value))) and abs(int(value)) > LARGEST_NUMBER
