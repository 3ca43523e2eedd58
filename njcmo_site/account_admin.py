"""Accounts of staff."""

from django.contrib import messages
from django.contrib.admin.widgets import AdminEmailInputWidget
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import CheckboxSelectMultiple, EmailField, ModelForm
from django.shortcuts import redirect

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.second_person import OvertakenForm
from njcmo_site.sign_in import account_named


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
