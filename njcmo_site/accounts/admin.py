"""Accounts of staff."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.urls import path, reverse
from django.utils.html import format_html

from njcmo_site.accounts import changes, letters, signed_in
from njcmo_site.accounts.forms import AccountForm, NewAccountForm, has_open_referrals
from njcmo_site.accounts.profile_forms import StaffProfileForm
from njcmo_site.accounts.roles import groups_of_managers
from njcmo_site.editing.base import LookOnly, PlainRelations, StaffAdmin
from njcmo_site.still_you import ask_again, asks_again, was_shown_lately
from referrals.desk.work import give_all, put_back_unseen
from referrals.models import (
    AccountChange,
    AccountMail,
    StaffProfile,
)
from referrals.models.people import described, name_of


class AccountAdmin(StaffAdmin, UserAdmin):
    """Accounts of staff, for whoever looks after them: no way to rights that they do not have."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    add_fieldsets = [
        (None, {"fields": [("first_name", "last_name"), "username", "email", "groups"]}),
        (None, {"fields": ["care_management_organization", "languages"]}),
    ]
    list_display = ["username", "email", "first_name", "last_name", "works_for", "is_active"]
    list_select_related = ["profile__care_management_organization"]
    list_filter = ["is_staff", "is_active", "groups"]
    show_full_result_count = False
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
        asked = {"is_active": ["give_to"]} if has_open_referrals(obj) else {}
        return [
            (
                title,
                options
                | {
                    "fields": [
                        one
                        for f in options["fields"]
                        if f not in hidden
                        for one in [f, *asked.get(f, [])]
                    ]
                },
            )
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

    @admin.display(description="languages, works for")
    def works_for(self, account):
        return described(account).removeprefix(name_of(account)).strip(" ()") or "–"

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


class StaffProfileInline(PlainRelations, admin.StackedInline):
    model = StaffProfile
    form = StaffProfileForm
    can_delete = False
    min_num = max_num = 1


# An account, its profile and its second factor are looked after in one place, and nothing there
# is deleted.
admin.site.unregister([User, Group, Authenticator, EmailAddress])


# What nobody changes of another person’s account without that person and the others hearing of it.
OF_ALL_INTEREST = {
    "username",
    "is_active",
    "is_staff",
    "is_superuser",
    "groups",
    "user_permissions",
    "care_management_organization",
}


@admin.register(User)
class StaffAccountAdmin(AccountAdmin):
    inlines = [StaffProfileInline]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []  # the short form of a new account asks for it

    def get_urls(self):
        buttons: dict[str, Callable[..., HttpResponse]] = {
            "send-link/": self.send_link,
            "reset-second-factor/": self.reset_second_factor,
            "sign-out/": self.sign_out,
            "changes/<int:change_pk>/": self.decide,
        }
        urls = [
            path(
                f"<int:pk>/{address}",
                self.admin_site.admin_view(asks_again(transaction.atomic(view))),
                name=f"auth_user_{view.__name__}",
            )
            for address, view in buttons.items()
        ]
        return [*urls, *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Whoever finds a desk without its owner makes no account and gives nobody a group."""
        if request.method == "POST" and not was_shown_lately(request):
            return ask_again(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def account_of_button(self, request, pk):
        account = self.get_object(request, str(pk))
        if request.method != "POST" or not account:
            raise PermissionDenied
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        return account

    def send_link(self, request, pk):
        account = self.account_of_button(request, pk)
        if changes.send_link(account):
            self.log_change(request, account, "Link for a new password sent")
            messages.success(request, f"A link for a new password is on its way to {account}.")
        else:
            messages.warning(request, "A link was sent just now. Wait five minutes for the next.")
        return redirect("admin:auth_user_change", pk)

    def may_ask_for_reset(self, request: HttpRequest, account: User) -> bool:
        """For somebody else who has lost it: one's own is turned off under /accounts/."""
        other = account != request.user and self.has_change_permission(request, account)
        return other and Authenticator.objects.filter(user=account).exists()

    def reset_second_factor(self, request, pk):
        account = self.account_of_button(request, pk)
        if not self.may_ask_for_reset(request, account):
            raise PermissionDenied
        self.ask(request, account, AccountChange.What.FACTOR)
        return redirect("admin:auth_user_change", pk)

    def sign_out(self, request, pk):
        account = self.account_of_button(request, pk)
        count = signed_in.end(account)
        self.log_change(request, account, "Signed out everywhere")
        messages.success(request, f"{account} is signed out ({count} browser{pluralize(count)}).")
        return redirect("admin:auth_user_change", pk)

    def ask(self, request, account, what, email=""):
        changes.ask(account, what, request.user, email)
        self.log_change(request, account, f"Asked for: {what.label}")
        messages.warning(
            request,
            f"{account}: {what.label} waits for another person who looks after accounts, for two"
            " days. They have been sent an e-mail, and so has the owner.",
        )

    def decide(self, request, pk, change_pk):
        account = self.account_of_button(request, pk)
        waiting = AccountChange.objects.waiting().filter(account=account, pk=change_pk)
        change = waiting.select_for_update().first()
        if not change:
            messages.warning(request, "That was decided already, or is older than two days.")
        elif "refuse" in request.POST:
            change.delete()
            self.log_change(request, account, f"Refused: {change.get_what_display()}")
            messages.success(request, "Refused. Nothing was changed.")
        elif not change.may_be_confirmed_by(request.user):
            raise PermissionDenied
        else:
            changes.confirm(change, request.user)
            asked = f"{change.get_what_display()}, asked for by {change.asked_by}"
            self.log_change(request, account, f"Confirmed: {asked}")
            messages.success(request, f"{account}: {change.get_what_display()} is done.")
        return redirect("admin:auth_user_change", pk)

    def save_model(self, request, obj, form, change):
        if change and "email" in form.changed_data and changes.takes_two(obj):
            new, obj.email = obj.email, form.initial["email"]
            form.changed_data.remove("email")  # the history must not say that it was changed
            self.ask(request, obj, AccountChange.What.EMAIL, new)
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            given = give_all(obj, request.user, form.receiver)
            if given:
                messages.success(request, f"Open referrals that were given on: {given}.")
        if not change:
            changes.send_link(obj)
            changes.tell(obj, AccountMail.Kind.MADE, request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and self.has_change_permission(request, obj):
            changes = list(obj.changes.waiting().select_related("asked_by"))
            for change in changes:
                change.may_confirm = change.may_be_confirmed_by(request.user)
            context |= {
                "may_send_link": obj.is_active and obj.email,
                "last_link": AccountMail.objects.links().filter(to=obj).last(),
                "may_reset": self.may_ask_for_reset(request, obj)
                and AccountChange.What.FACTOR not in [change.what for change in changes],
                "changes": changes,
                "places": signed_in.sessions_of(obj).count(),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def changelist_view(self, request, extra_context=None):
        if request.method == "GET" and self.has_change_permission(request):
            for change in AccountChange.objects.waiting().select_related("account"):
                link = reverse("admin:auth_user_change", args=[change.account_id])
                waits = 'Waits for a second person: <a href="{}">{}</a>'
                messages.warning(request, format_html(waits, link, change))
            if refused := letters.refused_people():
                messages.warning(request, letters.REFUSED.format(", ".join(map(str, refused))))
        return super().changelist_view(request, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            form.make_profile()
        else:
            profiles = [one for formset in formsets for one in formset.forms]
            if any(OF_ALL_INTEREST & set(each.changed_data) for each in [form, *profiles]):
                changes.tell(form.instance, AccountMail.Kind.CHANGED, request.user)
            self.put_back_unseen(request, form.instance)
        # Its e-mail address may have been mended.
        StaffProfile.objects.filter(user=form.instance).try_now()
        AccountMail.objects.try_again(form.instance)

    def put_back_unseen(self, request, account):
        """Who works for another CMO now, or no longer answers families, leaves some behind."""
        left = put_back_unseen(User.objects.get(pk=account.pk), request.user)
        if left:
            put_back = (
                f"Open referrals that {account} may no longer see, and were put back: {left}."
            )
            messages.warning(request, put_back)


@admin.register(Group)
class GroupAdmin(LookOnly, StaffAdmin, admin.ModelAdmin):
    """What each role may; a group is what the roles say it is, after every start."""
