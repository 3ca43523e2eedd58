"""What the admin of every app does alike, for people who are no programmers."""

import re
from collections import defaultdict

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.widgets import AdminEmailInputWidget, RelatedFieldWidgetWrapper
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import JSONField
from django.forms import CharField, CheckboxSelectMultiple, EmailField, HiddenInput, ModelForm
from django.forms.models import _get_foreign_key
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.text import capfirst

from njcmo_site.editing.second_person import state_of
from njcmo_site.plain_text import fold, read_plainly, searchable
from njcmo_site.richtext import RichTextField
from njcmo_site.sign_in import account_named

LARGEST_NUMBER = 2**63 - 1  # of a database column
LONGEST_SEARCH = 200


class PlainTexts:
    """What is typed is stored without what nobody sees. The editor’s HTML has a rule of its own."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, CharField) and not isinstance(db_field, JSONField | RichTextField):
            read_plainly(field)
        return field


class PlainRelations(PlainTexts):
    """A choice of another row is a choice: no button beside it that deletes or leaves the page."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field


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


class StaffAdmin(PlainRelations):
    """First base of every ModelAdmin."""

    form = OvertakenForm

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """In a list that is edited, fields have no label of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.list_editable:
            field.widget.attrs["aria-label"] = capfirst(db_field.verbose_name)
        return field

    def view_on_site(self, row):
        """The link of a row that has a page; None for others."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def rows_on_page(self, row) -> list:
        """What the page of a row shows and saves: the row itself, and those of its inlines."""
        if not row or not row.pk:
            return []
        return [self.model._base_manager.filter(pk=row.pk)] + [
            inline.model._base_manager.filter(
                **{_get_foreign_key(self.model, inline.model, inline.fk_name).name: row}
            ).order_by("pk")
            for inline in self.inlines
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
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

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **kwargs | {"form": OvertakenRowForm})

    def save_model(self, request, obj, form, change):
        if isinstance(form, OvertakenRowForm):
            obj.save(update_fields=form.changed_data)
        else:
            super().save_model(request, obj, form, change)

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
        texts = defaultdict(str)
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

    def lookup_allowed(self, lookup, value, request):
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
        return bool(match) and match[1] in fields and not any(map(too_large, values))


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


class NamedApart:
    """First base of the forms of an account: no two names differ by case or look alone."""

    def clean_username(self):
        username = self.cleaned_data["username"]
        if "username" in self.changed_data and not username.isascii():
            raise ValidationError("Use letters from A to Z, digits and @ . + - _ only.")
        if account_named(username) not in (None, self.instance):
            raise ValidationError("An account of this name is there already.")
        return username


class NewAccountForm(NamedApart, ModelForm):
    email = EmailField(
        label="E-mail address",
        max_length=254,
        widget=AdminEmailInputWidget,
        help_text="A link goes there, with which the person sets a password. Nobody else knows it.",
    )

    class Meta:
        model = User
        fields = ["username", "email"]
        field_classes = {"username": UsernameField}

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountForm(NamedApart, OvertakenForm, UserChangeForm):
    password = None  # each sets their own, by a link or with the old one

    def clean(self):
        answers = super().clean()
        if answers.get("groups") and not answers.get("is_staff"):
            self.add_error("is_staff", "Check it as well: without it nobody gets to these pages.")
        return answers


class AccountAdmin(StaffAdmin, UserAdmin):
    """Accounts of staff, for whoever looks after them: no way to rights that they do not have."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    add_fieldsets = [(None, {"fields": ["username", "email"]})]
    list_filter = ["is_staff", "is_active", "groups"]
    filter_horizontal = []
    change_form_template = "admin/auth/user/change_form.html"

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
            if not request.user.is_superuser:
                kwargs["queryset"] = Group.objects.exclude(pk__in=groups_of_managers())
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        hidden = {"password"}
        if not request.user.is_superuser:
            hidden |= {"is_superuser", "user_permissions"}
        return [
            (title, options | {"fields": [f for f in options["fields"] if f not in hidden]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        """Who looks after accounts has no hand in who else does: two have to watch each other."""
        by_manager = obj is not None and not request.user.is_superuser
        of_manager = by_manager and obj.groups.filter(pk__in=groups_of_managers()).exists()
        fixed = of_manager or (by_manager and obj == request.user)
        # A name stands in histories and mails: who could change it could act as somebody else.
        named = ["username"] * by_manager
        return ["last_login", "date_joined", *named, *(["groups"] if fixed else [])]

    def has_change_permission(self, request, obj=None):
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and obj.is_active and not obj.email:
            messages.warning(
                request, f"No e-mail address: {obj} can set no new password and gets no daily mail."
            )

    def has_delete_permission(self, request, obj=None):
        return False  # histories name their people; an account that is not active is closed

    def user_change_password(self, request, id, form_url=""):  # noqa: A002  the name is Django's
        """Nobody sets another person's password; to change one's own takes the old one."""
        if id != str(request.user.pk):
            raise PermissionDenied
        return redirect("account_change_password")


def groups_of_managers():
    right = {"permissions__codename": "change_user", "permissions__content_type__app_label": "auth"}
    return Group.objects.filter(**right)


def people_who_look_after_accounts(is_active: bool | None = True):
    """Superusers among them; with None those as well whose account is closed."""
    return User.objects.with_perm("auth.change_user", is_active=is_active)


def too_large(value) -> bool:
    """As Python reads numbers: "1_000" is one."""
    number = re.fullmatch(r"\s*[-+]?[\d_]{19,}\s*", str(value))
    return bool(number) and abs(int(str(value).replace("_", ""))) > LARGEST_NUMBER
