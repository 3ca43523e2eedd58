"""What the admin of every app does alike, for people who are no programmers."""

import re
from collections import defaultdict

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import BadRequest, ValidationError
from django.db import connection, transaction
from django.db.models import JSONField, Model, QuerySet
from django.forms import CharField, ModelForm
from django.forms.models import _get_foreign_key
from django.utils.text import capfirst

from njcmo_site.editing.hints import ShowsHints
from njcmo_site.editing.second_person import OvertakenForm, OvertakenRowForm, tell
from njcmo_site.editing.types import BesideAnyAdmin, BesideModelAdmin
from njcmo_site.editing.unsaved import not_saved
from njcmo_site.plain_text import fold, no_names, read_plainly, searchable
from njcmo_site.richtext import RichTextField

LARGEST_NUMBER = 2**63 - 1  # of a database column
LONGEST_SEARCH = 200
LONG = 120  # characters; of a text that no line of a form shows whole


class PlainTexts(BesideAnyAdmin):
    """What is typed is stored without what nobody sees. The editor’s HTML has a rule of its own."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, CharField) and not isinstance(db_field, JSONField | RichTextField):
            read_plainly(field)
            if not any(getattr(one, "reads_names", False) for one in db_field.validators):
                field.validators.append(no_names)
            if type(field.widget) is AdminTextInputWidget and (field.max_length or 0) >= LONG:
                # All of it is seen at once; it stays one line.
                field.widget = AdminTextareaWidget(attrs={"rows": 3} | field.widget.attrs)
        return field


class PlainRelations(PlainTexts):
    """A choice of another row is a choice: no button beside it that deletes or leaves the page."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field


class StaffAdmin(ShowsHints, PlainRelations, BesideModelAdmin):
    """First base of every ModelAdmin."""

    form: type[ModelForm] = OvertakenForm

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """In a list that is edited, fields have no label of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.list_editable:
            field.widget.attrs["aria-label"] = capfirst(db_field.verbose_name)
        return field

    def view_on_site(self, row):
        """The link of a row that has a page; None for others."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def rows_on_page(self, row: Model | None) -> list[QuerySet]:
        """What the page of a row shows and saves: the row itself, and those of its inlines."""
        if not row or not row.pk:
            return []
        return [self.model._base_manager.filter(pk=row.pk)] + [
            inline.model._base_manager.filter(**{key.name: row}).order_by("pk")
            for inline in self.inlines
            if (key := _get_foreign_key(self.model, inline.model, inline.fk_name))
        ]

    def history_of(self, row: Model) -> Model:
        """In whose history it stands who saved this row."""
        return row

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, OvertakenForm):
            form.admin = self
        return form

    def get_fieldsets(self, request, obj=None):
        """The page remembers how it was when it was opened."""
        fieldsets = super().get_fieldsets(request, obj)
        may_save = obj is None or self.has_change_permission(request, obj)
        if not (may_save and issubclass(self.form, OvertakenForm) and self.rows_on_page(obj)):
            return fieldsets
        *others, (title, options) = fieldsets
        return [*others, (title, options | {"fields": [*options["fields"], "opened_state"]})]

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        if isinstance(form, OvertakenForm) and form.overtaken:
            context["overtaken"] = tell(form, context["inline_admin_formsets"])
            row = self.history_of(form.instance)
            context["overtaken_by"] = (
                LogEntry.objects.filter(content_type=get_content_type_for_model(row))
                .filter(object_id=row.pk)
                .select_related("user")
                .first()
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **kwargs | {"form": OvertakenRowForm})

    def save_model(self, request, obj, form, change):
        if isinstance(form, OvertakenRowForm):
            obj.save(update_fields=form.changed_data)
        else:
            super().save_model(request, obj, form, change)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Django’s own forgets what was typed into the form of a row that is gone."""
        if "opened_state" in request.POST:
            return not_saved(request, gone=True)
        redirect = super()._get_obj_does_not_exist_redirect  # type: ignore[misc]  # no hook of Django’s
        return redirect(request, opts, object_id)

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
        if len(request.GET.get("q", "")) > LONGEST_SEARCH:
            raise BadRequest("too long a search")
        if request.method != "POST":  # who only reads must not keep others from writing
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def get_search_results(self, request, queryset, search_term):
        """As people type: without accents and capitals, the same on every database.

        These tables have hundreds of rows at most.
        """
        words = fold(searchable(search_term).replace('"', " ")).split()
        if not words or not self.search_fields:
            return queryset, False
        texts: defaultdict[object, str] = defaultdict(str)
        for key, *values in queryset.order_by().values_list("pk", *self.search_fields):
            texts[key] += fold("\n".join(value or "" for value in values)) + "\n"
        found = [key for key, text in texts.items() if all(word in text for word in words)]
        return queryset.filter(pk__in=found), False

    def could_be(self, key: str) -> bool:
        """Whether a row of this list could have this key."""
        try:
            self.model._meta.pk.to_python(key)
        except ValidationError:
            return False
        return True

    def lookup_allowed(self, lookup, value, request=None):
        """A list answers the filters beside it, and nothing else.

        Django lets an address name any column and any comparison, such as ?title__regex=… and
        ?referral__status=…: it would tell staff of one role about rows of another, and fail where
        a value does not fit.
        """
        if lookup in {getattr(one, "parameter_name", None) for one in self.list_filter}:
            return True  # a filter of our own, which answers whatever it is given
        match = re.fullmatch(r"([a-z_]+?)(__(?:id|slug))?__(exact|isnull)", lookup)
        fields = {one[0] if isinstance(one, tuple) else one for one in self.list_filter}
        values = value if isinstance(value, list) else [value]
        return match is not None and match[1] in fields and not any(map(too_large, values))


def too_large(value: object) -> bool:
    """As Python reads numbers: "1_000" is one."""
    number = re.fullmatch(r"\s*[-+]?[\d_]{19,}\s*", str(value))
    return bool(number) and abs(int(str(value).replace("_", ""))) > LARGEST_NUMBER


class FixedRows(BesideModelAdmin):
    """First base of the ModelAdmin of rows that are changed, and neither come nor go."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class LookOnly(FixedRows):
    """First base of the ModelAdmin of rows that nobody writes by hand."""

    def has_change_permission(self, request, obj=None):
        return False
